package io.xiaoer.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A shop's keys change on the platform, and only later here. */
@ParameterizedClass
@EnumSource(Engine.class)
class QuarantineTest {
  private static final String NEW_KEY =
      new StringBuilder(TestPlatform.AES_KEY).reverse().toString();
  private static final String NEW_TOKEN = "theNextTokenOfTheShop";

  /** One for each test. */
  private static final List<String> SHOPS =
      List.of("key", "token", "appid", "same", "forged", "dropped", "sealed");

  @Parameter Engine engine;

  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void startFirst(Engine engine) {
    server = started(engine);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void aPushThatCannotBeDecryptedIsKeptAndReadByItselfWhenTheKeyIsThere() {
    String msgId = TestPlatform.nextMsgId();
    PushRequest push = sealedWithTheNewKey("key", msgId);
    assertThat(platform("key").deliver(push).statusCode()).isEqualTo(503);
    assertThat(platform("key").deliver(push).body()).isNotEmpty().isNotEqualTo("success");
    JsonNode kept = kept("key");
    assertThat(kept).hasSize(1);
    assertThat(kept.path(0).path("reason").asString()).isEqualTo("undecryptable");
    assertThat(kept.path(0).path("pushes").asInt()).isEqualTo(2);
    assertThat(events("key")).isEmpty();
    HttpResponse<String> tooEarly =
        server.post("/api/v1/quarantine/" + kept.path(0).path("id").asString() + "/read-again", "");
    assertThat(tooEarly.statusCode()).isEqualTo(409);
    assertThat(readiness()).as("no reason to take the server away").isEqualTo(200);

    restart(
        setting("key", "encoding-aes-key", NEW_KEY),
        setting("key", "previous-encoding-aes-key", TestPlatform.AES_KEY));
    assertThat(awaitEvent("key").path("msg_id").asString()).isEqualTo(msgId);
    awaitEmptyQuarantine("key");
    assertThat(platform("key").deliver(sealedWithTheNewKey("key", msgId)).body())
        .as("the platform's own last try")
        .isEqualTo("success");
    assertThat(platform("key").push(TestPlatform.text("oOld", "1", "old key")).body())
        .as("what was sealed before the change")
        .isEqualTo("success");
  }

  @Test
  void itIsReadThoughTheTokenChangedTooAndBothTokensHoldMeanwhile() {
    String msgId = TestPlatform.nextMsgId();
    assertThat(platform("token").deliver(sealedWithTheNewKey("token", msgId)).statusCode())
        .isEqualTo(503);
    restart(
        setting("token", "encoding-aes-key", NEW_KEY),
        setting("token", "token", NEW_TOKEN),
        setting("token", "previous-token", TestPlatform.TOKEN));
    assertThat(awaitEvent("token").path("msg_id").asString()).isEqualTo(msgId);
    for (String token : List.of(NEW_TOKEN, TestPlatform.TOKEN)) {
      PushRequest push =
          platform("token")
              .write(
                  TestPlatform.text("oTokens", TestPlatform.nextMsgId(), token),
                  new Keys(TestPlatform.APP_ID, token, NEW_KEY),
                  Mode.SECURE);
      assertThat(platform("token").deliver(push).body()).isEqualTo("success");
    }
  }

  @Test
  void aPushForAnotherAppidIsKeptTooAndReadWhenTheAppidIsCorrected() {
    String corrected = "wx00000000corrected";
    String msgId = TestPlatform.nextMsgId();
    PushRequest push =
        platform("appid")
            .write(
                TestPlatform.text("oAppid", msgId, "在吗"),
                new Keys(corrected, TestPlatform.TOKEN, TestPlatform.AES_KEY),
                Mode.SECURE);
    assertThat(platform("appid").deliver(push).statusCode()).isEqualTo(503);
    assertThat(kept("appid").path(0).path("reason").asString()).isEqualTo("app_id_wrong");
    restart(setting("appid", "app-id", corrected));
    assertThat(awaitEvent("appid").path("msg_id").asString()).isEqualTo(msgId);
    awaitEmptyQuarantine("appid");
  }

  @Test
  void theSameCipherTextInAnotherEnvelopeIsTheSamePush() {
    PushRequest push = sealedWithTheNewKey("same", "1");
    for (String more : List.of("", " ", " \t ")) {
      platform("same")
          .deliver(
              new PushRequest(
                  push.query(), push.contentType(), push.body().replace(",", more + "," + more)));
    }
    assertThat(kept("same")).hasSize(1);
    assertThat(kept("same").path(0).path("pushes").asInt()).isEqualTo(3);
  }

  /** Bodies of 700 KB, which somebody with the token signs as they like. */
  @Test
  void largeForgedPushesDoNotKeepAGenuineOneOut() {
    TestPlatform platform = platform("forged");
    Random random = new Random(11);
    EnvelopeWriter forger = new EnvelopeWriter(Chance.from(random));
    byte[] noise = new byte[(700 << 10) / 16 * 16];
    for (int i = 0; i < 92; i++) {
      random.nextBytes(noise);
      PushRequest forged =
          forger.around(
              Base64.getEncoder()
                  .encodeToString(Arrays.copyOf(noise, noise.length * 3 / 4 / 16 * 16)),
              TestPlatform.USER_NAME,
              "oForged",
              TestPlatform.keys(),
              Format.JSON,
              TestPlatform.NOW);
      assertThat(platform.deliver(forged).statusCode()).isEqualTo(503);
    }
    int forged = kept("forged").size();
    assertThat(platform.deliver(sealedWithTheNewKey("forged", "1")).statusCode()).isEqualTo(503);
    assertThat(kept("forged")).hasSize(forged + 1);
    assertThat(forged).isBetween(10, 40);
  }

  @Test
  void whatNobodyWillReadCanBeDropped() {
    platform("dropped").deliver(sealedWithTheNewKey("dropped", "1"));
    HttpRequest.Builder drop =
        HttpRequest.newBuilder(
                server.url("/api/v1/quarantine/" + kept("dropped").path(0).path("id").asString()))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .DELETE();
    assertThat(server.send(drop).statusCode()).isEqualTo(204);
    assertThat(server.send(drop).statusCode()).isEqualTo(404);
    assertThat(kept("dropped")).isEmpty();
  }

  @Test
  void whatIsKeptLiesSealed() throws Exception {
    PushRequest push = sealedWithTheNewKey("sealed", "1");
    platform("sealed").deliver(push);
    assertThat(kept("sealed")).hasSize(1);
    String piece = push.body().substring(60, 100);
    if (engine == Engine.SQLITE) {
      server.close();
      for (String file : List.of("desk.db", "inbox.db")) {
        byte[] bytes = Files.readAllBytes(folder(engine).resolve(file));
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(piece);
      }
      assertThat(folder(engine).resolve("secret.key")).exists();
      server = started(engine);
    }
  }

  @Test
  void anotherKeyThanTheOneItWasSealedWithIsRefusedAtTheStart() {
    server.close();
    assertThatThrownBy(
            () -> started(engine, "xiaoer.secret-key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))
        .rootCause()
        .hasMessageContaining("xiaoer.secret-key: not the key");
    server = started(engine);
  }

  private static PushRequest sealedWithTheNewKey(String shop, String msgId) {
    return platform(shop)
        .write(
            TestPlatform.text("oQuarantine", msgId, "新钥匙"),
            new Keys(TestPlatform.APP_ID, TestPlatform.TOKEN, NEW_KEY),
            Mode.SECURE);
  }

  private static String setting(String shop, String name, String value) {
    return "xiaoer.shops[" + SHOPS.indexOf(shop) + "]." + name + "=" + value;
  }

  private void restart(String... changed) {
    server.close();
    server = started(engine, changed);
  }

  private static TestServer started(Engine engine, String... changed) {
    List<String> settings = new ArrayList<>();
    for (int i = 0; i < SHOPS.size(); i++) {
      settings.addAll(
          List.of(
              TestPlatform.settings(
                  i, SHOPS.get(i), Mode.SECURE, URI.create("http://127.0.0.1:9"))));
    }
    for (String line : changed) {
      String key = line.substring(0, line.indexOf('=') + 1);
      settings.removeIf(before -> before.startsWith(key));
      settings.add(line);
    }
    return TestServer.start(engine, folder(engine), settings.toArray(String[]::new));
  }

  private static Path folder(Engine engine) {
    return data.resolve(engine.name());
  }

  private static TestPlatform platform(String shop) {
    return new TestPlatform(server, shop, Mode.SECURE, Format.JSON);
  }

  private static int readiness() {
    return server
        .send(HttpRequest.newBuilder(server.url("/actuator/health/readiness")))
        .statusCode();
  }

  private static JsonNode kept(String shop) {
    return server.get("/api/v1/quarantine?shop=" + shop).path("pushes");
  }

  private static JsonNode events(String shop) {
    return server.get("/api/v1/events?shop=" + shop).path("events");
  }

  /** The only one of the shop. */
  private static JsonNode awaitEvent(String shop) {
    return Soon.await().until(() -> events(shop), events -> events.size() == 1).path(0);
  }

  private static void awaitEmptyQuarantine(String shop) {
    Soon.await().until(() -> kept(shop).isEmpty());
  }
}
