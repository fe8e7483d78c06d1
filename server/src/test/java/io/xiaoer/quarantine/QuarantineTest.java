package io.xiaoer.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A shop's keys change on the platform, and only later here. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(90)
class QuarantineTest {
  private static final String NEW_KEY =
      new StringBuilder(TestPlatform.AES_KEY).reverse().toString();
  private static final String NEW_TOKEN = "theNextTokenOfTheShop";

  @Parameter Engine engine;
  @TempDir Path data;

  @Test
  void aPushThatCannotBeDecryptedIsKeptAndReadByItselfWhenTheKeyIsThere() throws Exception {
    String msgId = TestPlatform.nextMsgId();
    try (TestServer server = start()) {
      TestPlatform platform = platform(server);
      PushRequest push = sealedWithTheNewKey(platform, msgId);
      assertThat(platform.deliver(push).statusCode()).isEqualTo(503);
      assertThat(platform.deliver(push).body()).isNotEmpty().isNotEqualTo("success");
      JsonNode kept = server.get("/api/v1/quarantine").path("pushes");
      assertThat(kept).hasSize(1);
      assertThat(kept.path(0).path("reason").asString()).isEqualTo("undecryptable");
      assertThat(kept.path(0).path("pushes").asInt()).isEqualTo(2);
      assertThat(server.get("/api/v1/events").path("events")).isEmpty();
      HttpResponse<String> tooEarly =
          server.post(
              "/api/v1/quarantine/" + kept.path(0).path("id").asString() + "/read-again", "");
      assertThat(tooEarly.statusCode()).isEqualTo(409);
      assertThat(readiness(server)).as("no reason to take the server away").isEqualTo(200);
    }
    try (TestServer server =
        start(
            "xiaoer.shops[0].encoding-aes-key=" + NEW_KEY,
            "xiaoer.shops[0].previous-encoding-aes-key=" + TestPlatform.AES_KEY)) {
      JsonNode events = awaitEvents(server, 1);
      assertThat(events.path(0).path("msg_id").asString()).isEqualTo(msgId);
      awaitEmptyQuarantine(server);
      assertThat(platform(server).deliver(sealedWithTheNewKey(platform(server), msgId)).body())
          .as("the platform's own last try")
          .isEqualTo("success");
      assertThat(platform(server).push(TestPlatform.text("oOld", "1", "old key")).body())
          .as("what was sealed before the change")
          .isEqualTo("success");
    }
  }

  @Test
  void itIsReadThoughTheTokenChangedTooAndBothTokensHoldMeanwhile() throws Exception {
    String msgId = TestPlatform.nextMsgId();
    try (TestServer server = start()) {
      assertThat(
              platform(server).deliver(sealedWithTheNewKey(platform(server), msgId)).statusCode())
          .isEqualTo(503);
    }
    try (TestServer server =
        start(
            "xiaoer.shops[0].encoding-aes-key=" + NEW_KEY,
            "xiaoer.shops[0].token=" + NEW_TOKEN,
            "xiaoer.shops[0].previous-token=" + TestPlatform.TOKEN)) {
      assertThat(awaitEvents(server, 1).path(0).path("msg_id").asString()).isEqualTo(msgId);
      for (String token : List.of(NEW_TOKEN, TestPlatform.TOKEN)) {
        PushRequest push =
            platform(server)
                .write(
                    TestPlatform.text("oTokens", TestPlatform.nextMsgId(), token),
                    new Keys(TestPlatform.APP_ID, token, NEW_KEY),
                    Mode.SECURE);
        assertThat(platform(server).deliver(push).body()).isEqualTo("success");
      }
    }
  }

  @Test
  void whatNobodyWillReadCanBeDropped() {
    try (TestServer server = start()) {
      platform(server).deliver(sealedWithTheNewKey(platform(server), "1"));
      String id = server.get("/api/v1/quarantine").path("pushes").path(0).path("id").asString();
      HttpRequest.Builder drop =
          HttpRequest.newBuilder(server.url("/api/v1/quarantine/" + id))
              .header("Authorization", "Bearer " + TestServer.API_KEY)
              .DELETE();
      assertThat(server.send(drop).statusCode()).isEqualTo(204);
      assertThat(server.send(drop).statusCode()).isEqualTo(404);
      assertThat(server.get("/api/v1/quarantine").path("pushes")).isEmpty();
    }
  }

  @Test
  void whatIsKeptLiesSealed() throws Exception {
    PushRequest push;
    try (TestServer server = start()) {
      push = sealedWithTheNewKey(platform(server), "1");
      platform(server).deliver(push);
    }
    String piece = push.body().substring(60, 100);
    if (engine == Engine.SQLITE) {
      for (String file : List.of("desk.db", "inbox.db")) {
        byte[] bytes = Files.readAllBytes(data.resolve(file));
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(piece);
      }
      assertThat(data.resolve("secret.key")).exists();
    }
  }

  @Test
  void anotherKeyThanTheOneItWasSealedWithIsRefusedAtTheStart() throws Exception {
    start().close();
    assertThatThrownBy(
            () -> start("xiaoer.secret-key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))
        .rootCause()
        .hasMessageContaining("xiaoer.secret-key: not the key");
  }

  private static PushRequest sealedWithTheNewKey(TestPlatform platform, String msgId) {
    return platform.write(
        TestPlatform.text("oQuarantine", msgId, "新钥匙"),
        new Keys(TestPlatform.APP_ID, TestPlatform.TOKEN, NEW_KEY),
        Mode.SECURE);
  }

  private TestServer start(String... more) {
    List<String> settings =
        new ArrayList<>(
            Arrays.asList(
                TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9"))));
    for (String line : more) {
      String key = line.substring(0, line.indexOf('=') + 1);
      settings.removeIf(before -> before.startsWith(key));
      settings.add(line);
    }
    return TestServer.start(engine, data, settings.toArray(String[]::new));
  }

  private static TestPlatform platform(TestServer server) {
    return new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
  }

  private static int readiness(TestServer server) {
    return server
        .send(HttpRequest.newBuilder(server.url("/actuator/health/readiness")))
        .statusCode();
  }

  private static JsonNode awaitEvents(TestServer server, int count) throws InterruptedException {
    JsonNode events = server.get("/api/v1/events").path("events");
    for (int i = 0; i < 100 && events.size() < count; i++) {
      Thread.sleep(50);
      events = server.get("/api/v1/events").path("events");
    }
    assertThat(events).hasSize(count);
    return events;
  }

  private static void awaitEmptyQuarantine(TestServer server) throws InterruptedException {
    for (int i = 0; i < 100 && !server.get("/api/v1/quarantine").path("pushes").isEmpty(); i++) {
      Thread.sleep(50);
    }
    assertThat(server.get("/api/v1/quarantine").path("pushes")).isEmpty();
  }
}
