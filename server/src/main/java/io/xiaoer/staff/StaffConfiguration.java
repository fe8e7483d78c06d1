package io.xiaoer.staff;

import io.xiaoer.conversation.Changes;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Placeholder;
import io.xiaoer.settings.Settings;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Caller.Role;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Database;
import io.xiaoer.store.Lease;
import io.xiaoer.store.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
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
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class StaffConfiguration {
  private static final Logger log = LoggerFactory.getLogger(StaffConfiguration.class);

  private static final Duration SESSION_ENDS_SEEN_EVERY = Duration.ofSeconds(5);

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

  @Bean
  Staff staff(Database desk, Passwords passwords, Settings settings, InstantSource clock) {
    Staff staff = new Staff(desk, passwords, clock);
    if (staff.isEmpty()) {
      addFirst(staff, passwords, settings.admin());
    }
    return staff;
  }

  @Bean
  People people(
      Database desk, Passwords passwords, Bells bells, Changes changes, InstantSource clock) {
    return new People(desk, passwords, bells, changes, clock);
  }

  /** Whose last session is over is not online any more: nobody waits for an empty chair. */
  @Bean
  Worker sessionEnds(People people, Lease lease) {
    return new Worker(
        "session-ends",
        "staff: who has no session any more is still shown as online",
        () -> {
          if (lease.held()) {
            people.sendHomeWhoHasNoSession();
          }
          Thread.sleep(SESSION_ENDS_SEEN_EVERY);
        });
  }

  @Bean
  ApiKeys apiKeys(Settings settings) {
    return new ApiKeys(settings.apiKeys());
  }

  @Bean
  Credentials credentials(Staff staff, List<KeyRing> keyRings) {
    return new Credentials(staff, keyRings);
  }

  /** The gates are asked for late: features that are behind the door bring them. */
  @Bean
  WebMvcConfigurer gatekeeper(ObjectProvider<Gate> gates, Shops shops) {
    return new WebMvcConfigurer() {
      private final Supplier<Gatekeeper> keeper =
          SingletonSupplier.of(() -> new Gatekeeper(gates.stream().toList(), shops));

      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(keeper.get());
      }

      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(keeper.get());
      }
    };
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
  SecurityFilterChain door(HttpSecurity http, Credentials credentials) {
    return http.sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(AbstractHttpConfigurer::disable) // CrossSiteFilter stands in its place
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .addFilterBefore(new CrossSiteFilter(), AuthorizationFilter.class)
        .addFilterAfter(new CredentialFilter(credentials), CrossSiteFilter.class)
        .authorizeHttpRequests(requests ->
            requests
                .requestMatchers(HttpMethod.POST, "/api/v1/session")
                .permitAll()
                .requestMatchers(
                    "/api/v1/openapi.json",
                    "/api/v1/docs",
                    "/api/v1/docs.css",
                    "/actuator/health/**")
                .permitAll()
                .requestMatchers("/actuator/**") // names shops
                .access((who, _) -> new AuthorizationDecision(mayMeasure(who.get())))
                .requestMatchers("/api/**") // what each route needs: AuthorizationInterceptor
                .authenticated()
                .anyRequest() // the desk's own files: they hold no data
                .permitAll())
        .exceptionHandling(refusals ->
            refusals
                .authenticationEntryPoint((_, response, _) ->
                    ApiProblem.write(
                        response,
                        HttpStatus.UNAUTHORIZED,
                        "Log in at /api/v1/session or send an API key."))
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

  private static boolean mayMeasure(@Nullable Authentication who) {
    return who != null
        && who.getPrincipal() instanceof Caller caller
        && (caller instanceof Caller.Machine || caller.may(Permission.ADMIN));
  }

  /** The generated password is the one thing ever printed that opens the door; it is shown once. */
  private static void addFirst(Staff staff, Passwords passwords, Settings.Admin admin) {
    String written = admin.password();
    Placeholder.problem(written == null ? "" : written)
        .ifPresent(problem -> {
          throw new BadSettings(List.of(new Problem("xiaoer.admin.password", problem)));
        });
    boolean generated = written == null || written.isBlank();
    String password = written == null || generated ? passwords.generate() : written;
    if (!Passwords.fits(password)) {
      throw new BadSettings(
          List.of(new Problem("xiaoer.admin.password", "over 72 bytes (expected: at most 72)")));
    }
    if (!generated) {
      Passwords.problem(password, admin.username())
          .ifPresent(problem -> log.warn("xiaoer.admin.password: {}", problem));
    }
    staff.addFirst(admin.username(), password, Role.ADMINISTRATOR);
    if (generated) {
      // To standard output and not to the log, which is kept and shipped elsewhere.
      System.out.printf("First login: %s / %s%n", admin.username(), password);
    }
  }
}
