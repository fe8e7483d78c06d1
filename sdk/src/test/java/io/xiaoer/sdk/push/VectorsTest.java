package io.xiaoer.sdk.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The platform's own published samples, see the source of each in vectors.json. */
class VectorsTest {
  private static final JsonNode VECTORS = vectors();

  private static JsonNode vectors() {
    try (InputStream in = VectorsTest.class.getResourceAsStream("/vectors.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in));
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void areAllHere() {
    assertThat(VECTORS).hasSize(7);
  }

  @TestFactory
  Stream<DynamicTest> everyVectorIsReadAsThePlatformSays() {
    return StreamSupport.stream(VECTORS.spliterator(), false)
        .map(vector -> DynamicTest.dynamicTest(text(vector, "id"), () -> check(vector)));
  }

  private static void check(JsonNode vector) {
    switch (text(vector, "kind")) {
      case "url_verify_get" -> {
        PushSettings settings = PushSettings.plaintext(text(vector, "token"), "wx0");
        assertThat(new PushReceiver(settings).receive(query(vector), new byte[0]))
            .isEqualTo(new Received.UrlCheck(text(vector, "expected_response_body")));
      }
      case "post_plaintext" -> {
        PushSettings settings = PushSettings.plaintext(text(vector, "token"), "wx0");
        Received received =
            new PushReceiver(settings)
                .receive(query(vector), Platform.bytes(vector.get("body").toString()));
        assertThat(eventOf(received)).isEqualTo("debug_demo");
      }
      case "post_secure" -> {
        JsonNode body = vector.get("body");
        Received received =
            new PushReceiver(settings(vector))
                .receive(
                    "signature="
                        + text(vector, "signature")
                        + "&timestamp="
                        + text(vector, "timestamp")
                        + "&nonce="
                        + text(vector, "nonce")
                        + "&openid=x&encrypt_type=aes&msg_signature="
                        + text(vector, "msg_signature"),
                    Platform.bytes(body.isString() ? body.asString() : body.toString()));
        assertThat(eventOf(received)).isEqualTo("debug_demo");
        assertThat(((Received.Event) received).event().head().raw().utf8())
            .isEqualTo(text(vector, "plaintext"));
      }
      case "reply_secure" -> {
        assertThat(
                Signature.isRight(
                    text(vector, "msg_signature"),
                    Signature.bytes(text(vector, "token")),
                    Signature.bytes(text(vector, "timestamp")),
                    Signature.bytes(text(vector, "nonce")),
                    Signature.bytes(text(vector, "encrypt"))))
            .isTrue();
        assertThat(decrypted(vector)).isEqualTo(text(vector, "plaintext"));
      }
      case "post_secure_decrypt_only" ->
          assertThat(decrypted(vector)).isEqualTo(text(vector, "plaintext"));
      default -> throw new AssertionError("a vector of a new kind");
    }
  }

  private static String decrypted(JsonNode vector) {
    SecretBox box =
        new SecretBox(
            EncodingAesKey.parse(text(vector, "encoding_aes_key")),
            text(vector, "appid").getBytes(StandardCharsets.UTF_8));
    SecretBox.Opened opened = box.open(Base64.getDecoder().decode(text(vector, "encrypt")));
    assertThat(opened.outcome()).isEqualTo(SecretBox.Outcome.OPEN);
    return opened.text().utf8();
  }

  private static String eventOf(Received received) {
    assertThat(received).isInstanceOf(Received.Event.class);
    return ((Received.Event) received).event().head().event();
  }

  private static PushSettings settings(JsonNode vector) {
    return PushSettings.secure(
        text(vector, "token"),
        EncodingAesKey.parse(text(vector, "encoding_aes_key")),
        text(vector, "appid"));
  }

  private static String query(JsonNode vector) {
    String url = text(vector, "url");
    return url.substring(url.indexOf('?') + 1);
  }

  private static String text(JsonNode vector, String name) {
    return Objects.requireNonNull(vector.get(name), name).asString();
  }
}
