package io.xiaoer.sso;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A company's directory: Spring Authorization Server, on a port of its own. People are known to it
 * by a header.
 */
final class AuthorizationServer implements AutoCloseable {
  static final String CLIENT = "xiaoer";
  static final String SECRET = "a secret: with / and % in it";
  static final String PERSON = "X-Person";

  private final ConfigurableApplicationContext context;

  private AuthorizationServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static AuthorizationServer start() {
    SpringApplication application = new SpringApplication(Parts.class);
    application.setRegisterShutdownHook(false);
    return new AuthorizationServer(application.run("--logging.level.root=warn"));
  }

  String issuer() {
    return "http://127.0.0.1:"
        + Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
  }

  /** Somebody there, and what is said of them. */
  void add(String username, Map<String, Object> claims) {
    context.getBean(Parts.class).people.put(username, Map.copyOf(claims));
  }

  /** From here on it leads people back there. */
  void leadsBackTo(URI redirect) {
    context
        .getBean(InMemoryRegisteredClientRepository.class)
        .save(Parts.client(redirect.toString(), redirect.resolve("/").toString()));
  }

  /** With other keys, as happens now and then. */
  void changeKeys() {
    context.getBean(Parts.class).keys.set(Parts.newKeys());
  }

  @Override
  public void close() {
    context.close();
  }

  /** No component: the server under test finds those that are. */
  @EnableWebSecurity
  static class Parts {
    private static final String CLIENT_ID = UUID.randomUUID().toString();

    final Map<String, Map<String, Object>> people = new ConcurrentHashMap<>();
    final AtomicReference<JWKSet> keys = new AtomicReference<>(newKeys());

    static JWKSet newKeys() {
      try {
        return new JWKSet(
            new RSAKeyGenerator(2_048).keyID(UUID.randomUUID().toString()).generate());
      } catch (JOSEException everyJdkHasIt) {
        throw new IllegalStateException(everyJdkHasIt);
      }
    }

    static RegisteredClient client(String redirect, String afterwards) {
      return RegisteredClient.withId(CLIENT_ID)
          .clientId(CLIENT)
          .clientSecret("{noop}" + SECRET)
          .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
          .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
          .redirectUri(redirect)
          .postLogoutRedirectUri(afterwards)
          .scopes(scopes -> scopes.addAll(List.of("openid", "profile", "email")))
          .clientSettings(ClientSettings.builder().requireProofKey(true).build())
          .build();
    }

    @Bean
    TomcatServletWebServerFactory web() {
      return new TomcatServletWebServerFactory(0);
    }

    /** Whoever says who they are is believed: what is under test begins behind the log-in there. */
    static final class PersonFilter extends OncePerRequestFilter {
      @Override
      protected void doFilterInternal(
          HttpServletRequest request, HttpServletResponse response, FilterChain chain)
          throws ServletException, IOException {
        String person = request.getHeader(PERSON);
        if (person != null) {
          SecurityContextHolder.setContext(
              new SecurityContextImpl(
                  UsernamePasswordAuthenticationToken.authenticated(
                      person,
                      null,
                      List.of(
                          FactorGrantedAuthority.fromAuthority(
                              FactorGrantedAuthority.PASSWORD_AUTHORITY)))));
        }
        chain.doFilter(request, response);
      }
    }

    /** Tomcat asks filters only where there is a servlet behind them. */
    static final class Nothing extends HttpServlet {
      private static final long serialVersionUID = 1;
    }

    @Bean
    ServletRegistrationBean<HttpServlet> nothing() {
      return new ServletRegistrationBean<>(new Nothing(), "/");
    }

    @Bean
    SecurityFilterChain door(HttpSecurity http) {
      return http.oauth2AuthorizationServer(server -> server.oidc(Customizer.withDefaults()))
          .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .addFilterAfter(new PersonFilter(), SecurityContextHolderFilter.class)
          .build();
    }

    @Bean
    InMemoryRegisteredClientRepository clients() {
      return new InMemoryRegisteredClientRepository(
          client("http://127.0.0.1/callback", "http://127.0.0.1/"));
    }

    @Bean
    AuthorizationServerSettings settings() {
      return AuthorizationServerSettings.builder().build();
    }

    @Bean
    JWKSource<SecurityContext> keySource() {
      return (selector, _) -> selector.select(keys.get());
    }

    @Bean
    JwtDecoder decoder(JWKSource<SecurityContext> source) {
      DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
      processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, source));
      return new NimbusJwtDecoder(processor);
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims() {
      return context ->
          context
              .getClaims()
              .claims(all -> all.putAll(people.getOrDefault(name(context), Map.of())));
    }

    private static String name(JwtEncodingContext context) {
      @Nullable Authentication known = context.getPrincipal();
      return known == null ? "" : known.getName();
    }
  }
}
