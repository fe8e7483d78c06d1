package io.xiaoer.sso;

import io.xiaoer.access.Caller.Role;
import io.xiaoer.secret.Seal;
import io.xiaoer.settings.PublicAddress;
import io.xiaoer.sso.Directory.Claims;
import io.xiaoer.sso.Directory.Trouble;
import io.xiaoer.sso.SsoLogin.Begun;
import io.xiaoer.staff.LoginLimit.Attempt;
import io.xiaoer.staff.SealedCookie;
import io.xiaoer.staff.SealedCookie.SameSite;
import io.xiaoer.staff.SignIn;
import io.xiaoer.store.SeldomLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.util.UriComponentsBuilder;

/** Logging in by the directory: there, back, and who that is here. */
final class SingleSignOn {
  private static final Logger log = LoggerFactory.getLogger(SingleSignOn.class);
  private static final SeldomLog TROUBLE = SeldomLog.warnings(log);

  private static final String HOW = "sso";
  private static final String CALLBACK = SsoLogin.PATH + "/callback";
  private static final String SCOPE = "openid profile email";

  /** A path of ours, and nothing that a browser takes for another host. */
  private static final Pattern PAGE =
      Pattern.compile("/(?!/)(?:[A-Za-z0-9/_.~?=&:@!$'()*+,;-]|%[0-9A-Fa-f]{2}){0,300}");

  /** As long as a session; what does not fit into a cookie is left out. */
  private static final Duration TOKEN_KEPT = Duration.ofDays(14);

  private static final int TOKEN_CHARS_MAX = 2_400;

  /** As a browser keeps it. */
  private static final int SEALED_CHARS_MAX = 3_500;

  private final SsoSettings settings;
  private final Directory directory;
  private final SsoLogin logins;
  private final SealedCookie token;
  private final Identities identities;
  private final SignIn signIn;
  private final PublicAddress address;

  SingleSignOn(
      SsoSettings settings,
      Directory directory,
      SsoLogin logins,
      Seal seal,
      Identities identities,
      SignIn signIn,
      PublicAddress address) {
    this.settings = settings;
    this.directory = directory;
    this.logins = logins;
    token =
        new SealedCookie(
            seal,
            "xiaoer_sso_token",
            "sso token",
            SsoLogin.PATH,
            SameSite.STRICT,
            SEALED_CHARS_MAX);
    this.identities = identities;
    this.signIn = signIn;
    this.address = address;
  }

  /** Why somebody is not let in; the log-in page has words for each. */
  enum Refusal {
    /** Nobody has said what the public address is. */
    NO_ADDRESS,
    /** The directory does not answer, or not as it should. */
    FAILED,
    /** The person has cancelled it, or the directory does not let them. */
    DENIED,
    /** Not the browser that has begun it, or not any more. */
    EXPIRED,
    UNKNOWN_USER,
    /** The account of this name is another person's of the directory. */
    LINKED,
    CLOSED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a browser brings back. */
  record Answer(
      @Nullable String state,
      @Nullable String code,
      @Nullable String error,
      @Nullable String issuer) {
    @Override
    public String toString() {
      return "Answer";
    }
  }

  URI start(String next, HttpServletRequest request, HttpServletResponse response) {
    Optional<URI> redirect = redirect();
    if (redirect.isEmpty()) {
      return refused(Refusal.NO_ADDRESS);
    }
    try {
      Begun begun = logins.begin(PAGE.matcher(next).matches() ? next : "/");
      URI there =
          UriComponentsBuilder.fromUri(directory.provider().authorization())
              .queryParam("response_type", "code")
              .queryParam("client_id", "{client}")
              .queryParam("redirect_uri", "{redirect}")
              .queryParam("scope", "{scope}")
              .queryParam("state", begun.state())
              .queryParam("nonce", begun.nonce())
              .queryParam("code_challenge", begun.challenge())
              .queryParam("code_challenge_method", "S256")
              .encode()
              .buildAndExpand(settings.clientId(), redirect.get().toString(), SCOPE)
              .toUri();
      response.addCookie(logins.cookie(begun, request.isSecure()));
      return there;
    } catch (Trouble trouble) {
      return failed(trouble);
    }
  }

  URI comeBack(Answer answer, HttpServletRequest request, HttpServletResponse response) {
    Optional<Begun> found =
        logins.read(request).filter(begun -> answer.state != null && begun.isState(answer.state));
    if (found.isEmpty()) {
      return refused(Refusal.EXPIRED);
    }
    Begun begun = found.get();
    response.addCookie(logins.none(request.isSecure()));
    if (answer.issuer != null && !answer.issuer.equals(settings.issuer().toString())) {
      return refused(Refusal.EXPIRED);
    }
    Optional<URI> redirect = redirect();
    if (answer.error != null || answer.code == null || redirect.isEmpty()) {
      return refused(Refusal.DENIED);
    }
    Attempt attempt = signIn.begin(request);
    try {
      String idToken = directory.idToken(answer.code, begun.verifier(), redirect.get());
      Claims claims = directory.claims(idToken, begun.nonce());
      URI next = letIn(claims, begun.next(), request, response);
      attempt.succeeded(); // The directory has vouched for somebody, whoever that is here.
      if (idToken.length() <= TOKEN_CHARS_MAX) {
        response.addCookie(token.of(idToken, TOKEN_KEPT, request.isSecure()));
      }
      return next;
    } catch (Trouble trouble) {
      return failed(trouble);
    }
  }

  private URI letIn(
      Claims claims, String next, HttpServletRequest request, HttpServletResponse response) {
    String issuer = settings.issuer().toString();
    Optional<String> linked = identities.username(issuer, claims.subject());
    Optional<String> username = linked.or(() -> byName(claims)).or(() -> added(claims));
    if (username.isEmpty()) {
      signIn.noteFailure("", "sso: no account", request);
      return refused(Refusal.UNKNOWN_USER);
    }
    if (linked.isEmpty() && !identities.link(issuer, claims.subject(), username.get())) {
      signIn.noteFailure(username.get(), "sso: the account is another person's", request);
      return refused(Refusal.LINKED);
    }
    return switch (signIn.openOrAskMore(username.get(), HOW, request, response)) {
      case IN -> URI.create(next);
      case SECOND_FACTOR ->
          UriComponentsBuilder.fromPath("/login")
              .queryParam("sso", "second_factor")
              .queryParam("next", "{next}")
              .encode()
              .buildAndExpand(next)
              .toUri();
      case CLOSED -> {
        signIn.noteFailure(username.get(), "sso: account is closed", request);
        yield refused(Refusal.CLOSED);
      }
    };
  }

  private Optional<String> byName(Claims claims) {
    return claims.text(settings.userClaim()).flatMap(signIn::account);
  }

  /** Somebody without an account gets one where the configuration has a role for their groups. */
  private Optional<String> added(Claims claims) {
    Optional<String> username = claims.text(settings.userClaim());
    Optional<Role> role = settings.role(claims.texts(settings.groupsClaim()));
    if (username.isEmpty() || role.isEmpty()) {
      return Optional.empty();
    }
    String name = claims.text("name").orElse(username.get());
    if (!signIn.add(username.get(), name, role.get(), HOW)) {
      log.warn("sso: no account was added for a new user: the name is taken, or cannot be one");
    }
    return signIn.account(username.get());
  }

  /** Where a browser leaves the directory, if it came from there and that is offered. */
  Optional<URI> logOut(HttpServletRequest request, HttpServletResponse response) {
    Optional<String> idToken = token.read(request);
    response.addCookie(token.none(request.isSecure()));
    if (idToken.isEmpty()) {
      return Optional.empty();
    }
    try {
      return directory
          .provider()
          .logOut()
          .map(end ->
              UriComponentsBuilder.fromUri(end)
                  .queryParam("id_token_hint", "{token}")
                  .queryParam("client_id", "{client}")
                  .queryParam("post_logout_redirect_uri", "{back}")
                  .encode()
                  .buildAndExpand(
                      idToken.get(),
                      settings.clientId(),
                      address.url().map(URI::toString).orElse("") + "/")
                  .toUri());
    } catch (Trouble trouble) {
      failed(trouble);
      return Optional.empty(); // They are out here all the same.
    }
  }

  private Optional<URI> redirect() {
    return address.url().map(url -> URI.create(url.toString().replaceFirst("/$", "") + CALLBACK));
  }

  private static URI failed(Trouble trouble) {
    TROUBLE.say("sso: the directory cannot be used: " + trouble.getMessage());
    return refused(Refusal.FAILED);
  }

  private static URI refused(Refusal why) {
    return URI.create("/login?sso=" + why.word());
  }
}
