package io.xiaoer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Another process holds the desk's database, as a tool in somebody's hand may. */
class BusyDatabaseTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  /** One behind the other they would wait for two seconds each. */
  @Test
  void theQueueBehindALockEndsForAllAtOnceAndNothingOfItIsDoneLater() throws Exception {
    int writers = 40;
    Path file = folder.resolve("desk.db");
    try (Database database = SqliteDatabase.open(file, "desk", Engine::fail);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writes = new ArrayList<>();
      long began = System.nanoTime();
      try (Connection _ = locked(file)) {
        for (int i = 0; i < writers; i++) {
          long at = i;
          writes.add(threads.submit(() -> database.write(jdbc -> insert(jdbc, at))));
        }
        for (Future<?> write : writes) {
          assertThatThrownBy(write::get).hasCauseInstanceOf(DataAccessException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG);
        assertThat(database.isWritable()).isFalse();
      }
      assertThat(database.<Integer>write(jdbc -> insert(jdbc, 1_000))).isEqualTo(1);
      assertThat(database.isWritable()).isTrue();
      assertThat(
              database.<Long>read(
                  jdbc -> jdbc.sql("SELECT count(*) FROM lease").query(Long.class).single()))
          .isEqualTo(1);
    }
  }

  private static int insert(org.springframework.jdbc.core.simple.JdbcClient jdbc, long number) {
    return jdbc.sql("INSERT INTO lease (name, holder, term, expires_at) VALUES (?, '', 0, 0)")
        .param("lease " + number)
        .update();
  }

  @Test
  void theDeskSaysThatItIsBusyReadinessTellsAndPushesAreKept() throws Exception {
    String[] shop = TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9"));
    try (TestServer server = TestServer.start(folder, shop)) {
      assertThat(status(server, "/actuator/health/readiness")).isEqualTo(200);
      try (Connection _ = locked(folder.resolve("desk.db"))) {
        HttpResponse<String> login =
            server.send(
                HttpRequest.newBuilder(server.url("/api/v1/session"))
                    .header("Content-Type", "application/json")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"username\":\"admin\",\"password\":\"%s\"}"
                                .formatted(TestServer.PASSWORD))));
        assertThat(login.statusCode()).isEqualTo(503);
        JsonNode problem = JsonMapper.shared().readTree(login.body());
        assertThat(problem.path("reason").asString()).isEqualTo("database_unavailable");
        assertThat(login.headers().firstValue("Retry-After")).isPresent();
        Soon.await().until(() -> status(server, "/actuator/health/readiness") == 503);
        assertThat(status(server, "/actuator/health/push")).isEqualTo(200);
        assertThat(
                new TestPlatform(server, "main", Mode.SECURE, Format.JSON)
                    .push(TestPlatform.text("oBusy", TestPlatform.nextMsgId(), "在吗"))
                    .body())
            .isEqualTo("success");
      }
      Soon.await().until(() -> status(server, "/actuator/health/readiness") == 200);
      assertThat(server.logIn("admin")).isNotEmpty();
    }
  }

  /** The write lock, until it is closed. */
  private static Connection locked(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    connection.createStatement().execute("PRAGMA busy_timeout = 10000");
    connection.createStatement().execute("BEGIN IMMEDIATE");
    return connection;
  }

  private static int status(TestServer server, String path) {
    return server.send(HttpRequest.newBuilder(server.url(path))).statusCode();
  }
}
