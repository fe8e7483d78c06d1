package io.xiaoer.staff;

import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Placeholder;
import io.xiaoer.settings.Settings;
import io.xiaoer.staff.Caller.Role;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.FrameOptionsConfig;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

@Configuration(proxyBeanMethods = false)
class StaffConfiguration {

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
  Staff staff(Database desk, Settings settings, InstantSource clock) {
    Staff staff = new Staff(desk, clock);
    if (staff.isEmpty()) {
      addFirst(staff, settings.admin());
    }
    return staff;
  }

  @Bean
  ApiKeys apiKeys(Settings settings) {
    return new ApiKeys(settings.apiKeys());
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
  SecurityFilterChain door(HttpSecurity http, Staff staff, ApiKeys apiKeys) {
    return http.sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(AbstractHttpConfigurer::disable) // CrossSiteFilter stands in its place
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .addFilterBefore(new CrossSiteFilter(), AuthorizationFilter.class)
        .addFilterAfter(new CredentialFilter(staff, apiKeys), CrossSiteFilter.class)
        .authorizeHttpRequests(requests ->
            requests
                .requestMatchers(HttpMethod.POST, "/api/v1/session")
                .permitAll()
                .requestMatchers("/api/v1/openapi.json", "/actuator/health/**")
                .permitAll()
                .requestMatchers("/api/**", "/actuator/**")
                .authenticated()
                .anyRequest() // the desk's own files: they hold no data
                .permitAll())
        .exceptionHandling(refusals ->
            refusals
                .authenticationEntryPoint((_, response, _) ->
                    Problems.write(
                        response,
                        HttpStatus.UNAUTHORIZED,
                        "Log in at /api/v1/session or send an API key."))
                .accessDeniedHandler((_, response, _) ->
                    Problems.write(response, HttpStatus.FORBIDDEN, "Not allowed.")))
        .headers(headers ->
            headers
                .frameOptions(FrameOptionsConfig::deny)
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                .contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY)))
        .build();
  }

  /** The generated password is the one thing ever printed that opens the door; it is shown once. */
  private static void addFirst(Staff staff, Settings.Admin admin) {
    String written = admin.password();
    Placeholder.problem(written == null ? "" : written)
        .ifPresent(problem -> {
          throw new BadSettings(List.of(new Problem("xiaoer.admin.password", problem)));
        });
    boolean generated = written == null || written.isBlank();
    String password = written == null || generated ? staff.newToken().substring(0, 16) : written;
    if (!Staff.acceptable(password)) {
      throw new BadSettings(
          List.of(new Problem("xiaoer.admin.password", "over 72 bytes (expected: at most 72)")));
    }
    staff.addFirst(admin.username(), password, Role.ADMINISTRATOR);
    if (generated) {
      // To standard output and not to the log, which is kept and shipped elsewhere.
      System.out.printf("First login: %s / %s%n", admin.username(), password);
    }
  }
}
