package io.xiaoer.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Frames;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes while the desk is made to work as hard as its callers can. In small; SQLite only. */
class BusyDeskTest {
  private static final int KEYS = 3;
  private static final int DESKS = KEYS * LiveHandler.CONNECTIONS_EACH_MAX;
  private static final int SEARCHES = 16;
  private static final int EXPORTS = 10;
  private static final int PUSHES = 40;
  private static final int MESSAGES_BEFORE = 100;

  @TempDir Path data;

  @Test
  void pushesAreAcknowledgedWhileDesksComeBackAndMuchIsSearchedAndExported() throws Exception {
    try (TestServer server = server();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TestPlatform platform = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
      for (int i = 0; i < MESSAGES_BEFORE; i++) {
        platform.push(text(i));
      }
      letMuchHaveChanged(server);
      awaitTold(server);
      CountDownLatch over = new CountDownLatch(1);
      Set<Integer> statuses = new ConcurrentSkipListSet<>();
      List<Future<Boolean>> work = new ArrayList<>();
      for (int i = 0; i < SEARCHES; i++) {
        work.add(
            threads.submit(() -> repeat(server, "/api/v1/search?q=%E8%B4%A7", over, statuses)));
      }
      for (int i = 0; i < EXPORTS; i++) {
        work.add(threads.submit(() -> repeat(server, "/api/v1/export?format=csv", over, statuses)));
      }
      List<Future<Frames>> desks = new ArrayList<>();
      for (int i = 0; i < DESKS; i++) {
        String key = key(i % KEYS);
        desks.add(
            threads.submit(
                () -> Frames.connect(server, "?after=1", "Authorization", "Bearer " + key)));
      }
      try {
        for (int i = 0; i < PUSHES; i++) {
          assertThat(platform.push(text(MESSAGES_BEFORE + i)).body()).isEqualTo("success");
        }
        for (Future<Frames> desk : desks) {
          try (Frames frames = desk.get()) {
            assertThat(frames.until("\"reset\""))
                .as("no old changes before")
                .doesNotContain("\"from\"");
          }
        }
      } finally {
        over.countDown(); // else the callers never end
      }
      for (Future<Boolean> one : work) {
        assertThat(one.get()).isTrue();
      }
      assertThat(statuses).contains(200).isSubsetOf(200, 429, 503);
      assertThat(server.get("/api/v1/events?limit=1000").path("events"))
          .hasSize(MESSAGES_BEFORE + PUSHES);
    }
  }

  private static boolean repeat(
      TestServer server, String path, CountDownLatch over, Set<Integer> statuses) throws Exception {
    while (over.getCount() > 0) {
      HttpResponse<String> answer =
          server.send(
              HttpRequest.newBuilder(server.url(path))
                  .header("Authorization", "Bearer " + TestServer.API_KEY));
      statuses.add(answer.statusCode());
      if (answer.statusCode() != 200) {
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("\"reason\"");
        // As who is refused at least does.
        var _ = over.await(20, TimeUnit.MILLISECONDS);
      }
    }
    return true;
  }

  /** More than a browser catches up on. */
  private static void letMuchHaveChanged(TestServer server) {
    server
        .bean("desk", Database.class)
        .write(jdbc -> {
          for (int i = 0; i <= LiveFeed.BEHIND_MAX; i++) {
            ChangeFeed.noteTopic(jdbc, "phrases");
          }
          return null;
        });
    server.bean("changeFeed", ChangeFeed.class).announce();
  }

  /** Who connects before all of it is known is told of it as it becomes known. */
  private static void awaitTold(TestServer server) {
    long last = server.bean("changeFeed", ChangeFeed.class).lastSeq();
    Soon.await()
        .until(() -> {
          try (Frames frames = Frames.connect(server, "")) {
            return frames.next("hello").path("seq").asLong() >= last;
          }
        });
  }

  private TestServer server() {
    return TestServer.start(
        data,
        Stream.concat(
                Arrays.stream(
                    TestPlatform.settings(
                        0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9"))),
                Stream.iterate(0, i -> i < KEYS, i -> i + 1)
                    .flatMap(i ->
                        Stream.of(
                            "xiaoer.api-keys[%d].name=desk%d".formatted(i + 1, i),
                            "xiaoer.api-keys[%d].key=%s".formatted(i + 1, key(i)))))
            .toArray(String[]::new));
  }

  private static String key(int i) {
    return "0123456789abcdef-desk" + i;
  }

  private static tools.jackson.databind.node.ObjectNode text(int i) {
    return TestPlatform.text("oBusy" + i % 7, TestPlatform.nextMsgId(), "还有货吗 " + i);
  }
}
