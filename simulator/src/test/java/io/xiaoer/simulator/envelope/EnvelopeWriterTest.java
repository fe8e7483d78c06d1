package io.xiaoer.simulator.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The official examples, byte for byte. */
class EnvelopeWriterTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static JsonNode vector(String id) throws Exception {
    try (InputStream in = EnvelopeWriterTest.class.getResourceAsStream("/official-vectors.json")) {
      return JSON.readTree(in)
          .valueStream()
          .filter(v -> v.path("id").asString("").equals(id))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Keys keys(JsonNode vector) {
    return new Keys(
        vector.path("appid").asString("wx"),
        vector.path("token").asString("?"),
        vector.path("encoding_aes_key").asString("A".repeat(43)));
  }

  private static EnvelopeWriter writer(JsonNode vector) {
    return new EnvelopeWriter(
        new Chance() {
          @Override
          public byte[] sixteenBytes() {
            return vector.path("random").asString("").getBytes(StandardCharsets.US_ASCII);
          }

          @Override
          public String nonce() {
            return vector.path("nonce").asString("");
          }
        });
  }

  private static Instant at(JsonNode vector) {
    return Instant.ofEpochSecond(Long.parseLong(vector.path("timestamp").asString("")));
  }

  private static ObjectNode debugDemo(JsonNode vector) {
    return JSON.createObjectNode()
        .put("ToUserName", "gh_97417a04a28d")
        .put("FromUserName", "o9AgO5Kd5ggOC-bXrbNODIiE3bGY")
        .put("CreateTime", at(vector).getEpochSecond())
        .put("MsgType", "event")
        .put("Event", "debug_demo")
        .put("debug_str", "hello world");
  }

  @Test
  void writesTheOfficialSecureJsonPush() throws Exception {
    JsonNode vector = vector("official-secure-post-json");
    PushRequest push =
        writer(vector).push(debugDemo(vector), keys(vector), Mode.SECURE, Format.JSON, at(vector));
    assertThat(push.body()).isEqualTo(vector.path("body").toString());
    assertThat(push.query())
        .containsExactlyEntriesOf(
            inOrder(
                Map.entry("signature", vector.path("signature").asString()),
                Map.entry("timestamp", vector.path("timestamp").asString()),
                Map.entry("nonce", vector.path("nonce").asString()),
                Map.entry("openid", vector.path("openid").asString()),
                Map.entry("encrypt_type", "aes"),
                Map.entry("msg_signature", vector.path("msg_signature").asString())));
  }

  @Test
  void writesTheOfficialSecureXmlPush() throws Exception {
    JsonNode vector = vector("official-thirdparty-secure-post-xml");
    PushRequest push =
        writer(vector).push(debugDemo(vector), keys(vector), Mode.SECURE, Format.XML, at(vector));
    assertThat(push.body()).isEqualTo(vector.path("body").asString());
    assertThat(push.query())
        .containsEntry("signature", vector.path("signature").asString())
        .containsEntry("msg_signature", vector.path("msg_signature").asString());
  }

  @Test
  void writesTheOfficialPlaintextPush() throws Exception {
    JsonNode vector = vector("official-plaintext-post-json");
    PushRequest push =
        writer(vector)
            .push(debugDemo(vector), keys(vector), Mode.PLAINTEXT, Format.JSON, at(vector));
    assertThat(push.body()).isEqualTo(vector.path("body").toString());
    assertThat(push.query())
        .hasSize(3)
        .containsEntry("signature", vector.path("signature").asString());
  }

  @Test
  void writesTheOfficialUrlCheck() throws Exception {
    JsonNode vector = vector("official-get-echostr");
    assertThat(writer(vector).urlCheck(keys(vector), at(vector), vector.path("echostr").asString()))
        .containsEntry("signature", vector.path("signature").asString())
        .containsEntry("echostr", vector.path("echostr").asString());
  }

  @Test
  void encryptsTheOfficialRepliesAndTheLegacyGuideAlike() throws Exception {
    for (String id :
        new String[] {
          "official-secure-reply-json",
          "official-thirdparty-secure-reply-xml",
          "official-mp-legacy-xml-decrypt-only"
        }) {
      JsonNode vector = vector(id);
      byte[] clear = vector.path("plaintext").asString().getBytes(StandardCharsets.UTF_8);
      assertThat(writer(vector).encrypt(clear, keys(vector)))
          .as(id)
          .isEqualTo(vector.path("encrypt").asString());
    }
  }

  @Test
  void compatibleModeCarriesBothTheClearFieldsAndTheEncryptedPart() throws Exception {
    JsonNode vector = vector("official-secure-post-json");
    PushRequest push =
        writer(vector)
            .push(debugDemo(vector), keys(vector), Mode.COMPATIBLE, Format.JSON, at(vector));
    JsonNode body = JSON.readTree(push.body());
    assertThat(body.path("debug_str").asString()).isEqualTo("hello world");
    assertThat(body.path("Encrypt")).isEqualTo(vector.path("body").path("Encrypt"));
  }

  @Test
  void keepsTheEndOfCdataOutOfCdata() {
    assertThat(ClearText.cdata("a]]>b\u0000")).isEqualTo("<![CDATA[a]]]]><![CDATA[>b\u0000]]>");
  }

  @SafeVarargs
  private static SequencedMap<String, String> inOrder(Map.Entry<String, String>... entries) {
    var map = new LinkedHashMap<String, String>();
    for (Map.Entry<String, String> entry : entries) {
      map.put(entry.getKey(), entry.getValue());
    }
    return map;
  }
}
