package io.xiaoer.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.store.PostgresConnections.Limits;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of one server or several. */
class PostgresConnectionsTest {
  private static final String LOCAL = "//localhost:";

  @TempDir Path folder;

  @Test
  void aServerThatHangsIsPassedOverInSeconds() throws Exception {
    try (ServerSocket hangs = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String several =
          Engine.url(folder)
              .replace(LOCAL, "//127.0.0.1:%d,localhost:".formatted(hangs.getLocalPort()));
      long began = System.nanoTime();
      for (Limits limits : Limits.values()) {
        try (Connection connection = connections(several).open(limits)) {
          assertThat(connection.isValid(1)).as(limits.name()).isTrue();
        }
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @ParameterizedTest
  @CsvSource({"LOG, 5000", "DESK, 22000", "MIGRATION, 0"})
  void anAnswerIsWaitedForALittleLongerThanItMayTake(Limits limits, int millis)
      throws SQLException {
    try (Connection connection = connections(Engine.url(folder)).open(limits)) {
      assertThat(connection.getNetworkTimeout()).isEqualTo(millis);
    }
  }

  @Test
  void whatTheAddressSaysOfTimeStands() throws SQLException {
    String url = Engine.url(folder) + "&socketTimeout=7";
    try (Connection connection = connections(url).open(Limits.LOG)) {
      assertThat(connection.getNetworkTimeout()).isEqualTo(7_000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://one/xiaoer",
        "jdbc:postgresql://one/xiaoer?targetServerType=any",
        "jdbc:postgresql://one,two/xiaoer",
        "jdbc:postgresql://one:1,two:2/xiaoer?targetServerType=primary"
      })
  void ofSeveralServersThePrimaryIsTaken(String url) {
    assertThat(new PostgresSettings(url, "", "").urlProblem()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"any", "secondary", "preferSecondary", "preferPrimary"})
  void anotherOfThemIsRefusedWithTheReason(String kind) {
    String url = "jdbc:postgresql://one,two/xiaoer?targetServerType=" + kind;
    assertThat(new PostgresSettings(url, "", "").urlProblem().orElse(""))
        .contains(kind)
        .contains("expected with several servers: primary");
  }

  private static PostgresConnections connections(String url) {
    return new PostgresConnections(new PostgresSettings(url, "postgres", "postgres"));
  }
}
