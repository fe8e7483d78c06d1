package io.xiaoer.staff;

import io.xiaoer.access.Caller.Person;
import io.xiaoer.access.Caller.Role;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.Accounts.Changed;
import io.xiaoer.staff.LoginLimit.Attempt;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs people in whom another feature has recognised: by a passkey, or by what their company's
 * directory says of them. Who is not let in stays outside, and what fails is counted and noted as a
 * wrong password is.
 */
public final class SignIn {
  private static final Logger log = LoggerFactory.getLogger(SignIn.class);

  private final Authenticator staff;
  private final LoginLimit limit;
  private final LoginCookie begun;
  private final DeviceCookie devices;
  private final SessionOpener opener;
  private final Accounts accounts;
  private final Passwords passwords;

  SignIn(
      Authenticator staff,
      LoginLimit limit,
      LoginCookie begun,
      DeviceCookie devices,
      SessionOpener opener,
      Accounts accounts,
      Passwords passwords) {
    this.staff = staff;
    this.limit = limit;
    this.begun = begun;
    this.devices = devices;
    this.opener = opener;
    this.accounts = accounts;
    this.passwords = passwords;
  }

  /** Whose password was right in the first step of a log-in, while that counts. */
  public Optional<String> passwordGiven(HttpServletRequest request) {
    return begun
        .read(request)
        .flatMap(login -> staff.stillRight(login.username(), login.stamp()))
        .map(Person::username);
  }

  /**
   * Counts an attempt as failed until {@link Attempt#succeeded()}. Throws 429 when it has to wait.
   */
  public Attempt begin(String username, HttpServletRequest request) {
    return begun(
        devices
            .id(request, username)
            .map(limit::byDevice)
            .orElseGet(() -> limit.byStranger(username, request.getRemoteAddr())));
  }

  /** The same where nobody knows yet who it is. */
  public Attempt begin(HttpServletRequest request) {
    return begun(limit.byDirectory(request.getRemoteAddr()));
  }

  private static Attempt begun(Attempt attempt) {
    if (!attempt.begin()) {
      throw TryLater.tooManyTries(attempt.waitBefore().orElse(Duration.ZERO));
    }
    return attempt;
  }

  /** The account of this name, in any case; also one that is not let in. */
  public Optional<String> account(String username) {
    return staff.accountOf(username);
  }

  /**
   * Adds an account whose password nobody knows; false when the name cannot be one here, or is
   * taken, or too much is being hashed.
   */
  public boolean add(String username, String name, Role role, String by) {
    return isAdded(username, name, role, by) || isAdded(username, username, role, by);
  }

  private boolean isAdded(String username, String name, Role role, String by) {
    Changed added = accounts.add(username, name, role, ShopScope.all(), passwords.token(), by);
    return added instanceof Changed.Done;
  }

  /** What became of somebody who was recognised. */
  public enum Outcome {
    IN,
    /** One of their second factors must follow. */
    SECOND_FACTOR,
    /** There is no such account, or it is not let in any more. */
    CLOSED
  }

  /** Opens a session for who has proved all there is to prove; {@code how} is noted. */
  public Outcome open(
      String username, String how, HttpServletRequest request, HttpServletResponse response) {
    Optional<Person> person = staff.active(username).map(Authenticator.Known::person);
    person.ifPresent(one -> {
      opener.open(one, how, request, response);
      response.addCookie(begun.none(request.isSecure()));
    });
    return person.isPresent() ? Outcome.IN : Outcome.CLOSED;
  }

  /** Opens a session, or asks for the second factor of who has one. */
  public Outcome openOrAskMore(
      String username, String how, HttpServletRequest request, HttpServletResponse response) {
    return staff
        .active(username)
        .map(known -> {
          List<String> factors = known.factors();
          if (factors.isEmpty()) {
            return open(username, how, request, response);
          }
          response.addCookie(
              begun.of(
                  new LoginCookie.Begun(known.person().username(), known.stamp()),
                  request.isSecure()));
          return Outcome.SECOND_FACTOR;
        })
        .orElse(Outcome.CLOSED);
  }

  /** Somebody was not let in; {@code how} says why, for the audit log. */
  public void noteFailure(String username, String how, HttpServletRequest request) {
    String address = request.getRemoteAddr();
    staff.noteFailure(username, address, "; " + how);
    log.info("staff: a failed login from {}: {}", address, how);
  }
}
