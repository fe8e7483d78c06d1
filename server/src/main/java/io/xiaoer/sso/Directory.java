package io.xiaoer.sso;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.xiaoer.outbound.Answer;
import io.xiaoer.outbound.Answer.Answered;
import io.xiaoer.outbound.Calls;
import io.xiaoer.outbound.UrlField;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The company's directory: where it is asked, by the description it gives of itself (OpenID Connect
 * Discovery), and what it says of somebody, once signed with its keys. Each call goes through the
 * guard of addresses, whatever the description names.
 */
final class Directory {
  /** Descriptions and keys are some kilobytes; with many certificates they are more. */
  static final int ANSWER_BYTES_MAX = 256 * 1024;

  /** Keys are asked for again so often at most when one is not known. */
  private static final Duration KEYS_AGAIN = Duration.ofMinutes(1);

  private static final Duration KEPT = Duration.ofHours(1);

  /** While it does not answer it is not asked again for each who tries. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final SsoSettings settings;
  private final Calls calls;
  private final InstantSource clock;

  private @Nullable Provider known;
  private Instant knownUntil = Instant.MIN;
  private Instant keysAgainAt = Instant.MIN;
  private Instant pauseUntil = Instant.MIN;
  private String lastTrouble = "";

  Directory(SsoSettings settings, Calls calls, InstantSource clock) {
    this.settings = settings;
    this.calls = calls;
    this.clock = clock;
  }

  /** It could not be asked, or what it answered cannot be used; the text is for the operator. */
  static final class Trouble extends Exception {
    private static final long serialVersionUID = 1;

    Trouble(String what) {
      super(what);
    }
  }

  /** What it says of itself; asked for once in an hour. One asks, the others wait for it. */
  synchronized Provider provider() throws Trouble {
    Instant now = clock.instant();
    if (known != null && now.isBefore(knownUntil)) {
      return known;
    }
    if (now.isBefore(pauseUntil)) {
      throw new Trouble(lastTrouble);
    }
    try {
      Provider provider = ask();
      known = provider;
      knownUntil = now.plus(KEPT);
      return provider;
    } catch (Trouble trouble) {
      pauseUntil = now.plus(PAUSE);
      lastTrouble = String.valueOf(trouble.getMessage());
      throw trouble;
    }
  }

  private Provider ask() throws Trouble {
    String base = settings.issuer().toString().replaceFirst("/$", "");
    JsonNode description = json(get(URI.create(base + "/.well-known/openid-configuration")));
    String issuer = description.path("issuer").asString("");
    if (!issuer.equals(settings.issuer().toString())) {
      throw new Trouble("it calls itself '%s' and not as xiaoer.oidc.issuer".formatted(issuer));
    }
    List<String> ways =
        description
            .path("token_endpoint_auth_methods_supported")
            .valueStream()
            .map(one -> one.asString(""))
            .toList();
    URI keysAt = url(description, "jwks_uri");
    return new Provider(
        url(description, "authorization_endpoint"),
        url(description, "token_endpoint"),
        UrlField.parse(description.path("end_session_endpoint").asString("")),
        ways.contains("client_secret_post") && !ways.contains("client_secret_basic"),
        keysAt,
        keys(keysAt));
  }

  private static URI url(JsonNode description, String name) throws Trouble {
    return UrlField.parse(description.path(name).asString(""))
        .orElseThrow(() -> new Trouble("its description has no " + name));
  }

  private JWKSet keys(URI at) throws Trouble {
    try {
      return JWKSet.parse(get(at));
    } catch (ParseException e) {
      throw new Trouble("its keys cannot be read");
    }
  }

  /** With keys of now; at most once in a minute. */
  private synchronized Provider renewed(Provider before) throws Trouble {
    Instant now = clock.instant();
    if (known != null && !known.equals(before)) {
      return known; // somebody else has just done so
    }
    if (now.isBefore(keysAgainAt)) {
      return before;
    }
    keysAgainAt = now.plus(KEYS_AGAIN);
    Provider renewed =
        new Provider(
            before.authorization(),
            before.token(),
            before.logOut(),
            before.secretInBody(),
            before.keysAt(),
            keys(before.keysAt()));
    known = renewed;
    return renewed;
  }

  /** The tokens for a code, which is taken once by the directory. */
  String idToken(String code, String verifier, URI redirect) throws Trouble {
    Provider provider = provider();
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirect.toString());
    form.put("code_verifier", verifier);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "application/json");
    if (settings.clientSecret().isEmpty()) {
      form.put("client_id", settings.clientId());
    } else if (provider.secretInBody()) {
      form.put("client_id", settings.clientId());
      form.put("client_secret", settings.clientSecret());
    } else {
      String pair = encoded(settings.clientId()) + ":" + encoded(settings.clientSecret());
      headers.put(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    JsonNode answer = json(body(calls.post(provider.token(), headers, FORM, body)));
    String token = answer.path("id_token").asString("");
    if (token.isEmpty()) {
      throw new Trouble("its answer has no id_token");
    }
    return token;
  }

  /** What a token says, if it is the directory's, for us, of now, and for this very log-in. */
  Claims claims(String idToken, String nonce) throws Trouble {
    try {
      SignedJWT token = SignedJWT.parse(idToken);
      Provider provider = provider();
      String key = token.getHeader().getKeyID();
      boolean unknown = key != null && provider.keys().getKeyByKeyId(key) == null;
      JWKSet keys = unknown ? renewed(provider).keys() : provider.keys();
      return new Claims(verified(token, nonce, keys));
    } catch (BadJOSEException | JOSEException | ParseException e) {
      throw new Trouble("its id_token is not accepted: " + e.getMessage());
    }
  }

  private JWTClaimsSet verified(SignedJWT token, String nonce, JWKSet keys)
      throws BadJOSEException, JOSEException {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys)));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<SecurityContext>(
            settings.clientId(),
            new JWTClaimsSet.Builder()
                .issuer(settings.issuer().toString())
                .claim("nonce", nonce)
                .build(),
            Set.of("sub", "exp", "iat")) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        });
    JWTClaimsSet claims = processor.process(token, null);
    Object party = claims.getClaim("azp");
    boolean forUs = party == null ? claims.getAudience().size() == 1 : isUs(party);
    if (!forUs) {
      throw new BadJOSEException("it was made for another client (azp)");
    }
    return claims;
  }

  private boolean isUs(Object party) {
    return settings.clientId().equals(party);
  }

  private String get(URI url) throws Trouble {
    return body(calls.get(url).answer());
  }

  private static String body(Answer answer) throws Trouble {
    return switch (answer) {
      case Answered answered when answered.isTaken() -> answered.body();
      case Answered answered -> throw new Trouble("it answered " + answered.status());
      case Answer.None none -> throw new Trouble(why(none.trouble()));
    };
  }

  private static String why(Answer.Trouble trouble) {
    return switch (trouble) {
      case FORBIDDEN_ADDRESS ->
          "its address is an inner one, or without https, and not in xiaoer.oidc.allow";
      case UNKNOWN_HOST, UNREACHABLE, TLS, TIMEOUT, BROKEN ->
          "it does not answer: " + trouble.word();
    };
  }

  private static JsonNode json(String body) throws Trouble {
    try {
      JsonNode node = JsonMapper.shared().readTree(body);
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException notJson) {
      // Said below.
    }
    throw new Trouble("its answer is no JSON");
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** What the directory says of somebody. */
  record Claims(JWTClaimsSet set) {
    String subject() {
      return String.valueOf(set.getSubject());
    }

    /** Empty for what is no text, and for an address of mail that nobody has checked. */
    Optional<String> text(String name) {
      boolean unchecked =
          name.equals("email") && !Boolean.TRUE.equals(set.getClaim("email_verified"));
      return set.getClaim(name) instanceof String text && !text.isBlank() && !unchecked
          ? Optional.of(text.strip())
          : Optional.empty();
    }

    List<String> texts(String name) {
      return set.getClaim(name) instanceof List<?> all
          ? all.stream().filter(String.class::isInstance).map(String.class::cast).toList()
          : text(name).stream().toList();
    }

    @Override
    public String toString() {
      return "Claims";
    }
  }
}
