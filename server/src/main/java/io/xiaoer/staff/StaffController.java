package io.xiaoer.staff;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Caller.Role;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.staff.Accounts.Change;
import io.xiaoer.staff.Accounts.Changed;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The accounts, for the administrator. */
@RestController
@RequestMapping("/api/v1/staff")
@RequiresPermission(Permission.ADMIN)
class StaffController {
  private static final int CEILING_MAX = 99;

  private final Accounts accounts;
  private final Sessions sessions;
  private final Passwords passwords;
  private final Shops shops;

  StaffController(Accounts accounts, Sessions sessions, Passwords passwords, Shops shops) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.passwords = passwords;
    this.shops = shops;
  }

  record AccountView(
      String username,
      String name,
      String role,
      boolean active,
      @Nullable List<String> shops,
      String state,
      @Nullable Integer ceiling,
      boolean secondFactor,
      Instant createdAt) {
    static AccountView of(Account account, Set<String> withSecondFactor) {
      return new AccountView(
          account.username(),
          account.name(),
          account.role().word(),
          account.active(),
          ShopList.names(account.shops()),
          account.state().word(),
          account.ceiling(),
          withSecondFactor.contains(account.username()),
          account.createdAt());
    }
  }

  record AccountList(List<AccountView> staff) {}

  /** {@code password} is there when it was generated: it is shown this once. */
  record NewAccount(AccountView account, @Nullable String password) {
    @Override
    public String toString() {
      return "NewAccount";
    }
  }

  @GetMapping
  AccountList list() {
    Set<String> having = accounts.withSecondFactor();
    return new AccountList(
        accounts.all().stream().map(account -> AccountView.of(account, having)).toList());
  }

  @PostMapping
  ResponseEntity<NewAccount> add(
      @RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    String username = text(body, "username");
    if (username == null) {
      throw ApiProblem.badRequest(FieldError.missing("username", "a name to log in with"));
    }
    Role role = role(body);
    String name = text(body, "name");
    String written = text(body, "password");
    String password = written == null ? passwords.generate() : written;
    ShopScope set = shops(body);
    Account account =
        account(
            accounts.add(
                username.strip(),
                name == null ? username.strip() : name.strip(),
                role == null ? Role.AGENT : role,
                set == null ? ShopScope.all() : set,
                password,
                caller.name()));
    return ResponseEntity.status(HttpStatus.CREATED)
        .body(new NewAccount(AccountView.of(account, Set.of()), written == null ? password : null));
  }

  @PatchMapping("/{username}")
  AccountView change(
      @PathVariable String username,
      @RequestBody JsonNode body,
      @AuthenticationPrincipal Caller caller) {
    String name = text(body, "name");
    JsonNode active = body.path("active");
    if (!active.isMissingNode() && !active.isBoolean()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("active", "true or false"));
    }
    return AccountView.of(
        account(
            accounts.change(
                username,
                new Change(
                    name == null ? null : name.strip(),
                    role(body),
                    shops(body),
                    active.isMissingNode() ? null : active.asBoolean(),
                    ceiling(body),
                    text(body, "password")),
                caller.name())),
        accounts.withSecondFactor());
  }

  record Ended(int ended) {}

  @DeleteMapping("/{username}/sessions")
  Ended endSessions(@PathVariable String username, @AuthenticationPrincipal Caller caller) {
    if (accounts.find(username).isEmpty()) {
      throw ApiProblem.notFound("no_such_person", "No such user.");
    }
    int ended = sessions.endAll(username, caller.name());
    accounts.sendHomeWhoHasNoSession();
    return new Ended(ended);
  }

  private static Account account(Changed changed) {
    return switch (changed) {
      case Changed.Done(Account account) -> account;
      case Changed.NotThere _ -> throw ApiProblem.notFound("no_such_person", "No such user.");
      case Changed.Taken _ ->
          throw ApiProblem.of(
              HttpStatus.CONFLICT,
              "taken",
              "username: already taken, or looks like another one (case does not matter)");
      case Changed.LastAdministrator _ ->
          throw ApiProblem.of(
              HttpStatus.CONFLICT,
              "last_administrator",
              "This is the last administrator. Promote another user first.");
      case Changed.Busy _ -> throw TryLater.loginBusy();
      case Changed.Bad(FieldError error) -> throw ApiProblem.unprocessable(error);
    };
  }

  private static @Nullable Role role(JsonNode body) {
    String role = text(body, "role");
    return role == null
        ? null
        : Role.of(role)
            .orElseThrow(() ->
                ApiProblem.unprocessable(
                    FieldError.notOneOf("role", List.of("agent", "supervisor", "administrator"))));
  }

  /** Null when the field is not there; the field's own null is all shops. */
  private @Nullable ShopScope shops(JsonNode body) {
    JsonNode field = body.path("shops");
    if (field.isMissingNode()) {
      return null;
    }
    return ShopList.read(field, shops);
  }

  /** Null when the field is not there; the field's own null is none of their own. */
  private static Accounts.@Nullable Ceiling ceiling(JsonNode body) {
    JsonNode field = body.path("ceiling");
    if (field.isMissingNode()) {
      return null;
    }
    if (field.isNull()) {
      return new Accounts.Ceiling(null);
    }
    if (!field.isInt() || field.asInt() < 1 || field.asInt() > CEILING_MAX) {
      throw ApiProblem.unprocessable(FieldError.outOfRange("ceiling", 1, CEILING_MAX));
    }
    return new Accounts.Ceiling(field.asInt());
  }

  private static @Nullable String text(JsonNode body, String name) {
    JsonNode field = body.path(name);
    if (field.isMissingNode() || field.isNull()) {
      return null;
    }
    if (!field.isString()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType(name, "a string"));
    }
    return field.asString();
  }
}
