package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.store.DataFolder;
import io.xiaoer.store.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A start that is refused has changed nothing. */
class RefusedStartTest {
  private static final String GOOD =
      """
      server.port: 0
      xiaoer:
        data-dir: "DATA"
        admin: {username: admin, password: a good password}
        shops:
          - id: main
            user-name: gh_0123456789ab
            app-id: wx0123456789abcdef
            app-secret: secret
            token: token
            encoding-aes-key: abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG
      """;

  @TempDir Path folder;

  /** Each stands for a part of the configuration that another feature reads. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "xiaoer.shops: [{id: x, user-name: g, app-id: w, app-secret: s, token: a-b, mode: plaintext}]",
        "xiaoer.api-keys[0].name: erp",
        "xiaoer.callback-addresses: sometimes",
        "xiaoer.callback-addresses: enforce",
        "xiaoer.trusted-proxies: [nowhere]",
        "xiaoer.media.hosts: ['https://x']",
        "xiaoer.media.s3: {bucket: files, access-key: x}",
        "xiaoer.media.folder: /etc/hostname/here",
        "xiaoer.media.keep-free: plenty",
        "xiaoer.database.url: jdbc:mysql://localhost/x",
        "xiaoer.database.url: 'jdbc:postgresql://localhost:1/x?sslmode=banana'",
        "xiaoer.admin.password: \"a password \\u00a0\"",
        "xiaoer.secret-key: short",
        "management.endpoints.web.cors.max-age: plenty",
        "server.port: 65536",
        "server.port: PORT"
      })
  void aRefusedConfigurationLeavesNoDataFolderBehind(String line) throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      String wrong = line.replace("PORT", String.valueOf(taken.getLocalPort()));
      Run run = serve(GOOD + "---\n" + wrong + "\n");
      assertThat(run.lines).hasSize(1);
      assertThat(run.exitCode).isEqualTo(2);
      assertThat(folder.resolve("data")).doesNotExist();
    }
  }

  /** As after a roll-back of the program without its data. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void tablesOfALaterVersionAreRefused(Engine engine) throws SQLException, IOException {
    Path data = folder.resolve("data");
    TestServer.start(engine, data).close();
    try (Connection connection = desk(engine, data)) {
      connection
          .createStatement()
          .execute(
              "UPDATE "
                  + (engine == Engine.SQLITE ? "flyway_schema_history" : "migrations_of_desk")
                  + " SET version = '9000' WHERE version = '"
                  + Schema.known("desk")
                  + "'");
    }
    assertThatThrownBy(() -> TestServer.start(engine, data))
        .rootCause()
        .isInstanceOf(DataFolder.Unusable.class)
        .hasMessageContaining("9000", Schema.known("desk"));
    Run run =
        serve(
            Stream.concat(
                    Stream.of(GOOD + "---"),
                    Stream.of(engine.settings(data)).map(setting -> yaml(setting)))
                .reduce("", (all, one) -> all + one + "\n"));
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.lines).hasSize(1);
    assertThat(run.lines.getFirst()).contains("9000");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aKeyThatIsNotTheDatabasesIsRefusedAndNoneIsMade(Engine engine) {
    Path data = folder.resolve("data");
    TestServer.start(engine, data, "xiaoer.secret-key=" + key('A')).close();
    assertThatThrownBy(() -> TestServer.start(engine, data, "xiaoer.secret-key=" + key('B')))
        .rootCause()
        .isInstanceOf(DataFolder.Unusable.class)
        .hasMessageContaining("xiaoer.secret-key");
    assertThatThrownBy(() -> TestServer.start(engine, data))
        .rootCause()
        .hasMessageContaining("xiaoer.secret-key");
    assertThat(data.resolve("secret.key")).doesNotExist();
  }

  /** Unlike one that is still starting, which is waited for. */
  @ParameterizedTest
  @CsvSource({
    "sslmode=banana, postgres, postgres, banana",
    "sslmode=require, postgres, postgres, SSL",
    "noSuchDatabase, postgres, postgres, no such database",
    "'', nobody_here, postgres, username and password",
    "'', with_password, wrong, username and password",
  })
  void aDatabaseThatWillNotHaveUsIsRefusedAtOnce(
      String wrong, String username, String password, String expected)
      throws SQLException, IOException, InterruptedException {
    Path data = folder.resolve("data");
    askForPassword(data, "with_password");
    String url = plainUrl(data);
    String asked =
        wrong.contains("=") ? url + "?" + wrong : url.replaceFirst("[^/]*$", wrong + "$0");
    long from = System.nanoTime();
    Run run =
        serve(
            GOOD
                + """
                  secret-key: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
                  database: {url: "%s", username: %s, password: %s}
                """
                    .formatted(asked, username, password));
    assertThat(run.lines).hasSize(1);
    assertThat(run.lines.getFirst()).contains("xiaoer.database", expected);
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(Duration.ofNanos(System.nanoTime() - from))
        .isLessThan(Wiring.DATABASE_WAIT_MAX.dividedBy(2));
    assertThat(data).doesNotExist();
  }

  /** The server of the tests lets everybody in otherwise. */
  private static void askForPassword(Path data, String role)
      throws SQLException, IOException, InterruptedException {
    try (Connection connection = desk(Engine.POSTGRES, data);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%s') THEN
              CREATE ROLE %s LOGIN PASSWORD 'right';
            END IF;
          END $$
          """
              .formatted(role, role));
      Path rules = Path.of(single(statement, "SHOW hba_file"));
      String rule = "host all " + role + " all scram-sha-256\n";
      String before = Files.readString(rules);
      if (!before.startsWith(rule)) {
        Files.writeString(rules, rule + before);
        statement.execute("SELECT pg_reload_conf()");
      }
      Soon.await().until(() -> !letsIn(data, role, "wrong"));
      assertThat(letsIn(data, role, "right")).isTrue();
    }
  }

  private static String single(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** Without the user that the tests have in it. */
  private static String plainUrl(Path data) {
    return Engine.url(data).replaceFirst("[?].*", "");
  }

  private static boolean letsIn(Path data, String username, String password) {
    try (Connection connection = DriverManager.getConnection(plainUrl(data), username, password)) {
      return connection.isValid(1);
    } catch (SQLException refused) {
      return false;
    }
  }

  private static String key(char filling) {
    return String.valueOf(filling).repeat(43) + "=";
  }

  private static Connection desk(Engine engine, Path data) throws SQLException {
    return engine == Engine.SQLITE
        ? DriverManager.getConnection("jdbc:sqlite:" + data.resolve("desk.db"))
        : DriverManager.getConnection(Engine.url(data), "postgres", "postgres");
  }

  private static String yaml(String setting) {
    return setting.replaceFirst("=", ": '") + "'";
  }

  private record Run(int exitCode, List<String> lines) {}

  private Run serve(String config) throws IOException {
    Path file = folder.resolve("test.yaml");
    Files.writeString(file, config.replace("DATA", folder.resolve("data").toString()));
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    int exitCode;
    try {
      System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
      exitCode = ServeCommand.commandLine().execute("--config", file.toString());
    } finally {
      System.setErr(before);
    }
    return new Run(exitCode, written.toString(StandardCharsets.UTF_8).lines().toList());
  }
}
