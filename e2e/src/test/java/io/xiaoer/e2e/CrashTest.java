package io.xiaoer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** kill -9 in the middle of a load of pushes: what was acknowledged is there, once, and read. */
@Timeout(180)
class CrashTest {
  private static final int KILLS = 3;
  private static final int CONNECTIONS = 16;
  private static final int CUSTOMERS = 40;

  @TempDir Path folder;

  @Test
  void everyAcknowledgedMessageIsThereOnceAfterTheServerIsKilled() throws Exception {
    Installation installation = new Installation(folder);
    Pushes pushes = new Pushes(installation.desk("/callback/" + Installation.SHOP), 5);
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Set<String> pushed = ConcurrentHashMap.newKeySet();
    AtomicLong number = new AtomicLong();
    Random random = new Random(17);

    for (int kill = 0; kill < KILLS; kill++) {
      Program server = installation.startServer();
      AtomicBoolean down = new AtomicBoolean();
      List<Future<?>> senders = new ArrayList<>();
      try (ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS)) {
        for (int i = 0; i < CONNECTIONS; i++) {
          senders.add(connections.submit(() -> push(pushes, number, pushed, acknowledged, down)));
        }
        int before = acknowledged.size();
        while (acknowledged.size() < before + 300) {
          Program.sleep(5);
        }
        Program.sleep(random.nextInt(200));
        server.kill();
        down.set(true);
        for (Future<?> sender : senders) {
          sender.get();
        }
      }
    }

    try (Program _ = installation.startServer()) {
      List<String> kept = allEvents(installation);
      assertThat(kept).as("each once").doesNotHaveDuplicates();
      assertThat(kept).as("all that was acknowledged").containsAll(acknowledged);
      assertThat(pushed).as("nothing that was never pushed").containsAll(kept);
      assertThat(read(installation, kept.size())).containsExactlyInAnyOrderElementsOf(kept);
    }
  }

  private static void push(
      Pushes pushes,
      AtomicLong number,
      Set<String> pushed,
      Set<String> acknowledged,
      AtomicBoolean down) {
    while (!down.get()) {
      long n = number.incrementAndGet();
      String msgId = Pushes.msgId(n);
      pushed.add(msgId);
      try {
        HttpResponse<String> answer =
            pushes.deliver(pushes.text("oCrash" + n % CUSTOMERS, msgId, "条 " + n));
        if (answer.statusCode() == 200) {
          assertThat(answer.body()).isEqualTo("success");
          acknowledged.add(msgId);
        }
      } catch (IOException killed) {
        return;
      }
    }
  }

  private static List<String> allEvents(Installation installation) throws IOException {
    List<String> ids = new ArrayList<>();
    long after = 0;
    while (true) {
      JsonNode page = installation.get("/api/v1/events?limit=1000&after=" + after);
      page.path("events").forEach(event -> ids.add(event.path("msg_id").asString()));
      long last = page.path("last_seq").asLong();
      if (last == after) {
        return ids;
      }
      after = last;
    }
  }

  /** What the conversations show, once the reader has caught up; in order within each. */
  private static List<String> read(Installation installation, int expected) throws IOException {
    while (true) {
      List<String> ids = new ArrayList<>();
      for (JsonNode conversation :
          installation.get("/api/v1/conversations?limit=1000").path("conversations")) {
        List<String> ofOne = new ArrayList<>();
        String path =
            "/api/v1/conversations/" + conversation.path("id").asString() + "/messages?limit=1000";
        JsonNode page = installation.get(path);
        page.path("messages").forEach(m -> ofOne.add(m.path("msg_id").asString()));
        assertThat(ofOne).isSorted();
        assertThat(page.path("has_more").asBoolean()).isFalse();
        ids.addAll(ofOne);
      }
      if (ids.size() >= expected) {
        return ids;
      }
      Program.sleep(100);
    }
  }
}
