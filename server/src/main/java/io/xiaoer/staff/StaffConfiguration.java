package io.xiaoer.staff;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Caller.Role;
import io.xiaoer.access.Permission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.Worker;
import io.xiaoer.secret.Seal;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.NodeRole;
import io.xiaoer.settings.PlainText;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.SettingsCheck;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import io.xiaoer.store.StartCheck;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.FrameOptionsConfig;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

@Configuration(proxyBeanMethods = false)
class StaffConfiguration {
  private static final Logger log = LoggerFactory.getLogger(StaffConfiguration.class);

  private static final Duration SESSION_ENDS_SEEN_EVERY = Duration.ofSeconds(5);
  private static final Duration SESSIONS_SEEN_EVERY = Duration.ofMinutes(1);

  /** Nothing from elsewhere, no inline script or style; the front end is built for it. */
  private static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'self'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self' data: blob:",
          "media-src 'self' blob:",
          "connect-src 'self'",
          "object-src 'none'",
          "base-uri 'none'",
          "form-action 'self'",
          "frame-ancestors 'none'");

  @Bean
  Passwords passwords() {
    return new Passwords();
  }

  @Bean(destroyMethod = "close")
  PasswordHasher passwordHasher() {
    return new PasswordHasher();
  }

  @Bean
  LoginCookie loginCookie(Seal seal, InstantSource clock) {
    return new LoginCookie(seal, clock);
  }

  @Bean
  DeviceCookie deviceCookie(Seal seal, InstantSource clock) {
    return new DeviceCookie(seal, clock);
  }

  @Bean
  static SettingsCheck apiKeysCheck() {
    return settings -> new ConfiguredApiKeys(settings.apiKeys());
  }

  /** The first login's, while there is nobody yet; afterwards it counts for nothing. */
  @Bean
  static StartCheck firstLoginCheck(Settings settings, Environment environment) {
    return (desk, _) -> {
      boolean nobody =
          desk.isEmpty()
              || !desk.get().has("staff")
              || desk.get().jdbc().sql("SELECT count(*) FROM staff").query(Long.class).single()
                  == 0;
      if (nobody) {
        String missing = environment.getProperty(Settings.Admin.MISSING_PASSWORD);
        settings.firstAdmin().ifPresent(admin -> check(admin, missing));
      }
    };
  }

  private static void check(Settings.Admin admin, @Nullable String missing) {
    if (missing != null) {
      throw new BadSettings(List.of(new Problem("xiaoer.admin.password", missing)));
    }
    List<Problem> problems = new ArrayList<>();
    String password = admin.password() == null ? "" : admin.password();
    if (!Passwords.fits(password)) {
      problems.add(
          new Problem("xiaoer.admin.password", "over 1024 bytes (expected: at most 1024)"));
    }
    PlainText.problem(password)
        .ifPresent(what -> problems.add(new Problem("xiaoer.admin.password", what)));
    if (admin.username().isBlank()) {
      problems.add(new Problem("xiaoer.admin.username", "missing (expected: who logs in first)"));
    } else {
      PlainText.problem(admin.username())
          .or(() -> Usernames.problem(admin.username()).map(FieldError::expected))
          .ifPresent(what -> problems.add(new Problem("xiaoer.admin.username", what)));
    }
    if (!problems.isEmpty()) {
      throw new BadSettings(problems);
    }
  }

  @Bean
  Revocations revocations(NodeSignals signals) {
    return new Revocations(signals);
  }

  @Bean
  FirstLogin firstLogin() {
    return new FirstLogin();
  }

  @Bean
  Authenticator staff(
      Database desk,
      Passwords passwords,
      PasswordHasher hasher,
      SecondFactors secondFactors,
      Settings settings,
      FirstLogin firstLogin,
      InstantSource clock) {
    Authenticator staff = new Authenticator(desk, hasher, secondFactors, clock);
    if (staff.isEmpty()) {
      settings.firstAdmin().ifPresent(admin -> addFirst(staff, passwords, admin, firstLogin));
    }
    return staff;
  }

  @Bean
  FirstAdministrator firstAdministrator(
      Authenticator staff,
      PasswordHasher hasher,
      PasswordPolicy policy,
      Passwords passwords,
      LoginLimit limit,
      Settings settings,
      NodeRole role,
      InstantSource clock) {
    boolean possible = settings.firstAdmin().isEmpty() && role != NodeRole.RECEIVE;
    return new FirstAdministrator(staff, hasher, policy, passwords, limit, clock, possible);
  }

  @Bean
  SetUpLine setUpLine(FirstAdministrator first, ServerProperties server) {
    return new SetUpLine(first, server.getAddress());
  }

  @Bean
  SessionOpener sessionOpener(Sessions sessions, DeviceCookie devices, Passwords passwords) {
    return new SessionOpener(sessions, devices, passwords);
  }

  @Bean
  SignIn signIn(
      Authenticator staff,
      LoginLimit limit,
      LoginCookie begun,
      DeviceCookie devices,
      SessionOpener opener,
      Accounts accounts,
      Passwords passwords) {
    return new SignIn(staff, limit, begun, devices, opener, accounts, passwords);
  }

  @Bean
  Sessions sessions(
      Database desk,
      Passwords passwords,
      SecondFactors secondFactors,
      Revocations revocations,
      InstantSource clock) {
    return new Sessions(desk, passwords, secondFactors, revocations, clock);
  }

  /** On each node its own: a node knows who used it. */
  @Bean
  Worker sessionsSeen(Sessions sessions) {
    return new Worker(
        "sessions-seen",
        "staff: when sessions were last used is not written down",
        () -> {
          Thread.sleep(SESSIONS_SEEN_EVERY);
          sessions.writeSeen();
        });
  }

  @Bean
  PasswordPolicy passwordPolicy(Database desk, SecondFactors secondFactors, Shops shops) {
    return new PasswordPolicy(desk, secondFactors, shops);
  }

  @Bean
  Accounts people(
      Database desk,
      PasswordHasher hasher,
      NodeSignals signals,
      Revocations revocations,
      ChangeFeed changeFeed,
      ServedConversations served,
      SecondFactors secondFactors,
      PasswordPolicy policy,
      InstantSource clock) {
    return new Accounts(
        desk, hasher, signals, revocations, changeFeed, served, secondFactors, policy, clock);
  }

  /** Whose last session is over is not online any more: nobody waits for an empty chair. */
  @Bean
  Worker sessionEnds(Sessions sessions, Accounts accounts, Lease lease) {
    return new Worker(
        "session-ends",
        "staff: expired sessions stay, and those they belong to are still shown as online",
        () -> {
          if (lease.held()) {
            sessions.endExpired();
            accounts.sendHomeWhoHasNoSession();
          }
          Thread.sleep(SESSION_ENDS_SEEN_EVERY);
        });
  }

  @Bean
  ConfiguredApiKeys configuredApiKeys(Settings settings) {
    ConfiguredApiKeys.warn(settings.apiKeys());
    return new ConfiguredApiKeys(settings.apiKeys());
  }

  @Bean
  Credentials credentials(Sessions sessions, List<ApiKeySource> keyRings) {
    return new Credentials(sessions, keyRings);
  }

  @Bean
  LoginLimit loginLimit(InstantSource clock) {
    return new LoginLimit(clock);
  }

  /** Keeps Spring Boot from making a user of its own: people are in our table only. */
  @Bean
  UserDetailsService noUsersHere() {
    return username -> {
      throw new UsernameNotFoundException("people log in at /api/v1/session");
    };
  }

  @Bean
  SecurityFilterChain door(HttpSecurity http, Credentials credentials, FirstAdministrator first) {
    return http.sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(AbstractHttpConfigurer::disable) // CrossSiteFilter stands in its place
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .addFilterBefore(new CrossSiteFilter(), AuthorizationFilter.class)
        .addFilterAfter(new CredentialFilter(credentials), CrossSiteFilter.class)
        .addFilterAfter(new AccountFilter(), CredentialFilter.class)
        .authorizeHttpRequests(requests ->
            requests
                .requestMatchers(
                    HttpMethod.POST,
                    "/api/v1/session",
                    "/api/v1/session/second-factor",
                    "/api/v1/session/passkey",
                    "/api/v1/session/passkey/options")
                .permitAll()
                .requestMatchers(
                    HttpMethod.GET,
                    "/api/v1/session/ways",
                    "/api/v1/session/second-factor",
                    "/api/v1/session/sso/start",
                    "/api/v1/session/sso/callback")
                .permitAll()
                .requestMatchers(
                    "/api/v1/openapi.json",
                    "/api/v1/docs",
                    "/api/v1/docs.css",
                    "/actuator/health/**")
                .permitAll()
                .requestMatchers(HttpMethod.POST, "/api/v1/set-up/*")
                .access(
                    (who, _) -> new AuthorizationDecision(first.isAwaited() || isKnown(who.get())))
                .requestMatchers("/actuator/**") // names shops
                .access((who, _) -> new AuthorizationDecision(mayMeasure(who.get())))
                .requestMatchers("/api/**") // what each route needs: AuthorizationInterceptor
                .authenticated()
                .anyRequest() // the desk's own files: they hold no data
                .permitAll())
        .exceptionHandling(refusals ->
            refusals
                .authenticationEntryPoint((_, response, _) -> {
                  if (first.isAwaited()) {
                    ApiProblem.write(
                        response,
                        HttpStatus.UNAUTHORIZED,
                        "no_account_yet",
                        "There is no account yet. The console of the server has the link to /set-up.");
                  } else {
                    ApiProblem.write(
                        response,
                        HttpStatus.UNAUTHORIZED,
                        "not_logged_in",
                        "Log in at /api/v1/session or send an API key.");
                  }
                })
                .accessDeniedHandler((_, response, _) ->
                    ApiProblem.write(
                        response, HttpStatus.FORBIDDEN, "not_allowed", "Not allowed.")))
        .headers(headers ->
            headers
                .frameOptions(FrameOptionsConfig::deny)
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                .contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY)))
        .build();
  }

  private static boolean isKnown(@Nullable Authentication who) {
    return who != null && who.getPrincipal() instanceof Caller;
  }

  private static boolean mayMeasure(@Nullable Authentication who) {
    return who != null
        && who.getPrincipal() instanceof Caller caller
        && switch (caller) {
          case Caller.ApiClient machine -> machine.shops() instanceof ShopScope.All;
          case Caller.Person person -> person.may(Permission.ADMIN);
          case Caller.Unproven _ -> false;
        };
  }

  /** The generated password is the one thing ever printed that opens the door; it is shown once. */
  private static void addFirst(
      Authenticator staff, Passwords passwords, Settings.Admin admin, FirstLogin firstLogin) {
    String written = admin.password();
    boolean generated = written == null || written.isBlank();
    String password = written == null || generated ? passwords.generate() : written;
    if (!generated) {
      Passwords.problem("password", password, Passwords.CHARS_MIN_ALONE, List.of(admin.username()))
          .ifPresent(error -> log.warn("xiaoer.admin.password: {}", error.expected()));
    }
    staff.addFirst(admin.username(), password, Role.ADMINISTRATOR);
    if (generated) {
      firstLogin.tell("First login: %s / %s".formatted(admin.username(), password));
    }
  }
}
