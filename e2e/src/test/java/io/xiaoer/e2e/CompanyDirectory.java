package io.xiaoer.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A company's directory, as far as a browser sees it: a page to log in at, and one to log out. It
 * speaks OpenID Connect from the standard; {@code SsoTest} of the server has a real one.
 */
final class CompanyDirectory implements AutoCloseable {
  /** With a picture of its own, so that a browser asks for none. */
  private static final String HEAD = "<!doctype html><link rel=icon href='data:,'>";

  private final HttpServer server;
  private final KeyPair keys;

  /** What each code was given for: the nonce and who it is. */
  private final Map<String, String[]> codes = new ConcurrentHashMap<>();

  CompanyDirectory() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2_048);
      keys = generator.generateKeyPair();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
    server.createContext("/.well-known/openid-configuration", this::describe);
    server.createContext("/keys", this::keys);
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
    server.createContext("/log-out", this::logOut);
    server.start();
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void describe(HttpExchange exchange) throws IOException {
    json(
        exchange,
        """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",\
        "jwks_uri":"%1$s/keys","end_session_endpoint":"%1$s/log-out"}\
        """
            .formatted(issuer()));
  }

  private void keys(HttpExchange exchange) throws IOException {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    json(
        exchange,
        """
        {"keys":[{"kty":"RSA","kid":"one","use":"sig","alg":"RS256","n":"%s","e":"%s"}]}\
        """
            .formatted(number(key.getModulus()), number(key.getPublicExponent())));
  }

  /** A page with a link for each person, and one for who cancels. */
  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> query = parameters(exchange.getRequestURI().getRawQuery());
    String back = query.get("redirect_uri") + "?state=" + query.get("state");
    StringBuilder page = new StringBuilder(HEAD + "<title>Directory</title>");
    for (String person : new String[] {"lin", "stranger"}) {
      String code = person + "-" + System.nanoTime();
      codes.put(code, new String[] {String.valueOf(query.get("nonce")), person});
      page.append("<a id=%s href='%s&code=%s'>%s</a> ".formatted(person, back, code, person));
    }
    page.append("<a id=cancel href='%s&error=access_denied'>cancel</a>".formatted(back));
    answer(exchange, "text/html", page.toString());
  }

  private void token(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String[] given = codes.remove(parameters(form).getOrDefault("code", ""));
    if (given == null) {
      exchange.sendResponseHeaders(400, -1);
      exchange.close();
      return;
    }
    long now = Instant.now().getEpochSecond();
    String head = text("{\"alg\":\"RS256\",\"kid\":\"one\"}");
    String claims =
        text(
            """
            {"iss":"%s","sub":"id-of-%s","aud":"xiaoer","nonce":"%s","iat":%d,"exp":%d,\
            "preferred_username":"%s"}\
            """
                .formatted(issuer(), given[1], given[0], now, now + 300, given[1]));
    json(
        exchange, "{\"id_token\":\"%s.%s.%s\"}".formatted(head, claims, sign(head + "." + claims)));
  }

  private void logOut(HttpExchange exchange) throws IOException {
    Map<String, String> query = parameters(exchange.getRequestURI().getRawQuery());
    answer(
        exchange,
        "text/html",
        (HEAD + "<title>Out</title><a id=home href='%s'>left</a>")
            .formatted(query.get("post_logout_redirect_uri")));
  }

  private String sign(String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static String number(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
  }

  private static String text(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> parameters(String form) {
    return Arrays.stream(form.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  private static void json(HttpExchange exchange, String body) throws IOException {
    answer(exchange, "application/json", body);
  }

  private static void answer(HttpExchange exchange, String type, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
