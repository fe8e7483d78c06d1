package io.xiaoer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server as an operator has it: stopped by systemd, its log read by machines. */
class OperationsTest {
  private static final int CONNECTIONS = 8;

  /** Far below what the unit file allows; what runs at the moment of the stop takes no longer. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

  /** How a JVM ends after SIGTERM; the unit file takes it for success. */
  private static final int TERMINATED = 143;

  @TempDir Path folder;

  @Test
  void aGracefulStopUnderLoadKeepsWhatItAcknowledgedAndCutsNobodyOff() throws Exception {
    Installation installation = new Installation(folder);
    Pushes pushes = new Pushes(installation.desk("/callback/" + Installation.SHOP), 9);
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    AtomicInteger number = new AtomicInteger();

    Program server = installation.startServer();
    List<Future<?>> senders = new ArrayList<>();
    try (ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (int i = 0; i < CONNECTIONS; i++) {
        senders.add(connections.submit(() -> pushUntilRefused(pushes, number, acknowledged)));
      }
      Soon.await().until(() -> acknowledged.size() >= 500);
      server.signal("TERM");
      assertThat(server.await(STOP_WITHIN)).isEqualTo(TERMINATED);
      for (Future<?> sender : senders) {
        sender.get();
      }
    }

    assertThat(server.output()).doesNotContain("Exception", "ERROR");

    try (Program _ = installation.startServer()) {
      List<String> kept = new ArrayList<>();
      for (long after = 0, last = -1; last != after; ) {
        JsonNode page = installation.get("/api/v1/events?limit=1000&after=" + after);
        page.path("events").forEach(event -> kept.add(event.path("msg_id").asString()));
        last = after;
        after = page.path("last_seq").asLong();
      }
      assertThat(kept).doesNotHaveDuplicates().containsAll(acknowledged);
    }
  }

  private static void pushUntilRefused(
      Pushes pushes, AtomicInteger number, Set<String> acknowledged) {
    while (true) {
      int n = number.incrementAndGet();
      String msgId = Pushes.msgId(n);
      try {
        HttpResponse<String> answer =
            pushes.deliver(pushes.text("oStop" + n % 20, msgId, "条 " + n));
        if (answer.statusCode() != 200) {
          assertThat(answer.statusCode()).isEqualTo(503);
          assertThat(answer.body()).isNotEmpty();
          return;
        }
        assertThat(answer.body()).isEqualTo("success");
        acknowledged.add(msgId);
      } catch (IOException theDoorIsClosed) {
        return;
      }
    }
  }

  @Test
  void theLogIsJsonWhenAskedForAndStillHoldsNoSecret() throws Exception {
    Installation installation = new Installation(folder);
    try (Program server =
        installation.startServer(Map.of("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs"))) {
      Pushes pushes = new Pushes(installation.desk("/callback/" + Installation.SHOP), 10);
      PushRequest right = pushes.text("oJsonCustomer_9AgO5Kd5ggOC", Pushes.msgId(1), "顾客的秘密");
      assertThat(pushes.deliver(right).statusCode()).isEqualTo(200);
      LinkedHashMap<String, String> forged = new LinkedHashMap<>(right.query());
      forged.put("msg_signature", "0".repeat(40));
      assertThat(
              pushes
                  .deliver(new PushRequest(forged, right.contentType(), right.body()))
                  .statusCode())
          .isEqualTo(403);

      List<JsonNode> lines =
          server.output().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
      assertThat(lines)
          .extracting(line -> line.path("message").asString())
          .anyMatch(message -> message.contains("SIGNATURE_WRONG"));
      assertThat(lines)
          .allSatisfy(line -> {
            assertThat(line.path("@timestamp").asString()).isNotEmpty();
            assertThat(line.path("log").path("level").asString()).isNotEmpty();
          });
      assertThat(server.output())
          .doesNotContain(
              "顾客的秘密",
              "oJsonCustomer_9AgO5Kd5ggOC",
              Installation.SECRET,
              Installation.TOKEN,
              Installation.AES_KEY,
              Installation.API_KEY,
              Installation.PASSWORD);
    }
  }
}
