package io.xiaoer.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What the system page says of the nodes and of the time in which nobody was there. */
@ParameterizedClass
@EnumSource(Engine.class)
class NodesTest {
  @Parameter Engine engine;
  @TempDir Path data;

  @Test
  void theTimeInWhichNobodyWasAliveIsAnOutageOfEveryShop() {
    try (TestServer server = start()) {
      JsonNode system = server.get("/api/v1/admin/system");
      assertThat(system.path("shops").path(0).path("outage_since").isNull()).isTrue();
      assertThat(system.path("shops").path(0).path("at_risk_until").isNull()).isTrue();
      assertThat(system.path("nodes")).hasSize(1);
      assertThat(system.path("engine").asString())
          .isEqualTo(engine == Engine.SQLITE ? "sqlite" : "postgresql");
      assertThat(system.path("synchronous_standby").isNull())
          .as("asked of PostgreSQL only")
          .isEqualTo(engine == Engine.SQLITE);
      assertThat(system.path("synchronous_standby").asBoolean(false)).isFalse();
      assertThat(system.path("disk").path("free").asLong()).isPositive();
      assertThat(system.path("log").path("bytes").asLong()).isPositive();
    }
    wasLastAliveBefore(Duration.ofHours(5));
    Instant started = Instant.now();
    try (TestServer server = start()) {
      JsonNode shop = server.get("/api/v1/admin/system").path("shops").path(0);
      assertThat(shop.path("outage_since").isNull()).as("it is over").isTrue();
      assertThat(shop.path("outage_reason").asString()).isEqualTo("down");
      assertThat(Instant.parse(shop.path("at_risk_until").asString()))
          .isBetween(
              started.plus(Duration.ofMinutes(59)), Instant.now().plus(Duration.ofMinutes(60)));
      assertThat(Instant.parse(shop.path("lost_before").asString()))
          .as("pushed first in the first hour and a half, and never again")
          .isBetween(
              started.minus(Duration.ofHours(4)), Instant.now().minus(Duration.ofMinutes(200)));
    }
  }

  @Test
  void aRestartWithinHalfAMinuteIsNone() {
    start().close();
    try (TestServer server = start()) {
      JsonNode shop = server.get("/api/v1/admin/system").path("shops").path(0);
      assertThat(shop.path("outage_until").isNull()).isTrue();
      assertThat(server.get("/api/v1/admin/system").path("nodes"))
          .as("the one before has said that it ends")
          .hasSize(1);
    }
  }

  @Test
  void threeRefusedInARowBeginAnOutageAndTheNextAcceptedEndsIt() {
    try (TestServer server = start()) {
      TestPlatform platform = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
      stranger(server);
      stranger(server);
      assertThat(shop(server).path("outage_since").isNull()).as("may be anybody").isTrue();
      stranger(server);
      assertThat(shop(server).path("outage_since").isNull()).isFalse();
      assertThat(shop(server).path("outage_reason").asString()).isEqualTo("refused");
      assertThat(platform.push(TestPlatform.text("oSystem", TestPlatform.nextMsgId(), "x")).body())
          .isEqualTo("success");
      assertThat(shop(server).path("outage_since").isNull()).isTrue();
      assertThat(shop(server).path("last_accepted_at").isNull()).isFalse();
      JsonNode reader = server.get("/api/v1/admin/system").path("readers").path(0);
      assertThat(reader.path("lag").asLong()).isNotNegative();
    }
    try (TestServer server = start()) {
      assertThat(shop(server).path("last_accepted_at").isNull()).as("kept").isFalse();
    }
  }

  private static JsonNode shop(TestServer server) {
    return server.get("/api/v1/admin/system").path("shops").path(0);
  }

  private static void stranger(TestServer server) {
    var answer =
        server.send(
            HttpRequest.newBuilder(
                    server.url("/callback/main?msg_signature=00&timestamp=1764400000&nonce=2"))
                .POST(BodyPublishers.ofString("{\"Encrypt\":\"" + "A".repeat(64) + "\"}")));
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  private void wasLastAliveBefore(Duration ago) {
    try (Database desk = engine.desk(data)) {
      desk.write(jdbc ->
          jdbc.sql("UPDATE node SET seen_at = ?")
              .param(Micros.of(Instant.now().minus(ago)))
              .update());
    }
  }

  private TestServer start() {
    return TestServer.start(
        engine,
        data,
        TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")));
  }
}
