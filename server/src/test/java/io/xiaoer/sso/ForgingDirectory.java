package io.xiaoer.sso;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A directory that says whatever a test wants: what a real one never would. */
final class ForgingDirectory implements AutoCloseable {
  private final HttpServer server;
  final RSAKey key;
  final AtomicReference<String> idToken = new AtomicReference<>("");
  final AtomicReference<String> issuerSaid = new AtomicReference<>("");
  final AtomicReference<String> tokenEndpoint = new AtomicReference<>("");
  final AtomicInteger asked = new AtomicInteger();

  ForgingDirectory() {
    try {
      key = new RSAKeyGenerator(2_048).keyID("one").generate();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JOSEException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
    issuerSaid.set(issuer());
    tokenEndpoint.set(issuer() + "/token");
    server.createContext("/.well-known/openid-configuration", this::describe);
    server.createContext(
        "/keys", exchange -> answer(exchange, new JWKSet(key.toPublicJWK()).toString()));
    server.createContext(
        "/token", exchange -> answer(exchange, "{\"id_token\":\"%s\"}".formatted(idToken.get())));
    server.start();
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void describe(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    answer(
        exchange,
        """
        {"issuer":"%s","authorization_endpoint":"%s/authorize","token_endpoint":"%s",\
        "jwks_uri":"%s/keys"}\
        """
            .formatted(issuerSaid.get(), issuer(), tokenEndpoint.get(), issuer()));
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
