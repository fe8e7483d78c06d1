package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.shop.Shop;
import io.xiaoer.store.PostgresConnections.Limits;
import io.xiaoer.store.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything of a running server into one file, and back into an empty place. */
@ParameterizedClass
@EnumSource(Engine.class)
class BackupTest {
  /** What is due when a server starts leaves at once. */
  private static final Duration SURELY_SENT = Duration.ofSeconds(1);

  /** What goes on changing while messages come, so that only its being there can be compared. */
  private static final Set<String> MOVING =
      Set.of(
          "conversation",
          "reader_cursor",
          "conversation_event_cursor",
          "round",
          "round_page",
          "round_progress",
          "connected_user",
          "node",
          "shop_pulse",
          "medium",
          "log_head",
          "lease",
          "search_progress",
          "search_document");

  /** What is not to be taken up where it was. */
  private static final Set<String> NOT_TAKEN_UP = Set.of("session", "change", "outbox");

  @Parameter Engine engine;
  @TempDir Path folder;

  private Path data() {
    return folder.resolve("first");
  }

  private Path other() {
    return folder.resolve("second");
  }

  @Test
  void whatWasAcknowledgedBeforeTheBackupBeganIsThereAfterItCameBackAndTheServerGoesOn()
      throws Exception {
    Path archive = folder.resolve("xiaoer.tar");
    Map<String, Set<String>> before;
    List<String> pictures;
    try (Platform platform = Platform.start()) {
      Customer zhou = platform.customer("oZhou");
      Customer wu = platform.customer("oWu");
      String undelivered;
      try (TestServer server = start(platform, data())) {
        platform.pushTo(server.url("/callback/main"));
        zhou.says("在吗");
        zhou.sendsPhoto();
        wu.sendsFile();
        String conversation = conversationOf(server, "oZhou");
        assertThat(answer(server, conversation, "a1", "在的", 0)).isEqualTo(202);
        platform.awaitDelivered(zhou, 1, Soon.AT_MOST);
        pictures = stored(server, 2);
        fill(server, platform.shop(), conversation, conversationOf(server, "oWu"));
        assertThat(answer(server, conversationOf(server, "oWu"), "held", "稍等", 10)).isEqualTo(202);
        undelivered =
            messageWith(server, conversationOf(server, "oWu"), "稍等").path("id").asString();
        AtomicBoolean pushing = new AtomicBoolean(true);
        try (ExecutorService customers = Executors.newVirtualThreadPerTaskExecutor()) {
          for (int i = 0; i < 4; i++) {
            Customer customer = platform.customer("oLoad" + i);
            var _ =
                customers.submit(() -> {
                  for (int n = 0; pushing.get(); n++) {
                    platform.awaitAcknowledged(customer.says("nr " + n), Soon.AT_MOST);
                  }
                  return null;
                });
          }
          await(() -> server.get("/api/v1/events?limit=1000").path("events"), e -> e.size() > 50);
          before = rows(data());
          assertThat(command(BackupCommand.commandLine(), data(), archive.toString()).exitCode)
              .isZero();
          pushing.set(false);
        }
        assertThat(of(before, "event").size())
            .as("pushes went on")
            .isLessThan(of(rows(data()), "event").size());
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
          .isEqualTo("rw-------");
      assertThat(folder).isDirectoryNotContaining("glob:**.unfinished-*");

      Files.createDirectories(other());
      Run without = command(RestoreCommand.commandLine(), other(), archive.toString());
      assertThat(without.exitCode).isEqualTo(2);
      assertThat(without.err).contains("secret.key");
      Files.copy(data().resolve("secret.key"), other().resolve("secret.key"));
      Run restored = command(RestoreCommand.commandLine(), other(), archive.toString());
      assertThat(restored.err + restored.out)
          .as("%s", restored)
          .contains("1 answers were on their way");
      assertThat(restored.exitCode).isZero();
      compare(before, rows(other()));
      assertThat(cursors(other()))
          .allSatisfy(
              (reader, seq) -> assertThat(seq).as(reader).isLessThanOrEqualTo(lastSeq(other())));

      int deliveredBefore = platform.delivered(zhou).size();
      try (TestServer server = start(platform, other())) {
        platform.pushTo(server.url("/callback/main"));
        long last = lastSeq(other());
        await(() -> cursors(other()).getOrDefault("conversation", 0L), seq -> seq >= last);
        for (String url : pictures) {
          assertThat(sha256(server, url)).isEqualTo(hashOf(other(), url));
        }
        JsonNode held = messageWith(server, conversationOf(server, "oWu"), "稍等");
        assertThat(held.path("id").asString()).isEqualTo(undelivered);
        assertThat(held.path("state").asString()).isEqualTo("unknown");
        Absence.holdsFor(
            SURELY_SENT, () -> assertThat(platform.delivered(zhou)).hasSize(deliveredBefore));
        assertThat(server.get("/api/v1/quarantine").path("pushes")).hasSize(1);
        assertThat(server.get("/api/v1/audit").path("entries").toString()).contains("restored");

        platform.awaitAcknowledged(zhou.says("还在吗"), Soon.AT_MOST);
        String conversation = conversationOf(server, "oZhou");
        await(() -> texts(server, conversation), texts -> texts.contains("还在吗"));
        assertThat(server.get("/api/v1/events?after=" + lastSeq(data())).path("events").toString())
            .as("a system that has read on after the backup misses nothing")
            .contains("还在吗");
        assertThat(answer(server, conversation, "a2", "还在", 0)).isEqualTo(202);
        await(() -> platform.delivered(zhou), texts -> texts.contains("还在"));
        assertThat(platform.delivered(zhou)).doesNotHaveDuplicates();
        assertThat(server.logIn("li")).as("a colleague from before").isNotEmpty();
      }
    }
  }

  @Test
  void aPlaceWithSomethingInItIsLeftAloneUnlessToldOtherwise() throws Exception {
    Path archive = folder.resolve("xiaoer.tar");
    try (Platform platform = Platform.start()) {
      try (TestServer server = start(platform, data())) {
        platform.pushTo(server.url("/callback/main"));
        platform.awaitAcknowledged(platform.customer("oOne").says("first"), Soon.AT_MOST);
        assertThat(command(BackupCommand.commandLine(), data(), archive.toString()).exitCode)
            .isZero();
        Run taken = command(BackupCommand.commandLine(), data(), archive.toString());
        assertThat(taken.exitCode).isEqualTo(2);
        assertThat(taken.err).contains("exists");
        platform.awaitAcknowledged(platform.customer("oTwo").says("second"), Soon.AT_MOST);
        Run running =
            command(RestoreCommand.commandLine(), data(), archive.toString(), "--replace");
        assertThat(running.exitCode).isEqualTo(2);
        assertThat(running.err).containsAnyOf("is in use by", "a server runs on this database");
      }
      Map<String, Set<String>> there = rows(data());
      Run refused = command(RestoreCommand.commandLine(), data(), archive.toString());
      assertThat(refused.exitCode).isEqualTo(2);
      assertThat(refused.err).contains("--replace");
      assertThat(rows(data())).isEqualTo(there);
      start(platform, data()).close();
      Run replaced = command(RestoreCommand.commandLine(), data(), archive.toString(), "--replace");
      assertThat(replaced.exitCode).as(replaced.err).isZero();
      assertThat(of(rows(data()), "event")).hasSize(1);
      if (engine == Engine.SQLITE) {
        try (Stream<Path> aside = Files.list(data())) {
          assertThat(aside.filter(one -> one.getFileName().toString().startsWith("replaced-")))
              .singleElement()
              .satisfies(one -> assertThat(one.resolve("inbox.db")).exists());
        }
      }
      try (TestServer server = start(platform, data())) {
        assertThat(server.get("/api/v1/events").path("events")).hasSize(1);
      }
    }
  }

  @Test
  void anArchiveThatIsDamagedCutOffOrLaterIsRefusedAndNothingIsChanged() throws Exception {
    Path archive = folder.resolve("xiaoer.tar");
    try (Platform platform = Platform.start();
        TestServer server = start(platform, data())) {
      platform.pushTo(server.url("/callback/main"));
      platform.awaitAcknowledged(platform.customer("oOne").says("first"), Soon.AT_MOST);
      assertThat(command(BackupCommand.commandLine(), data(), archive.toString()).exitCode)
          .isZero();
    }
    Files.createDirectories(other());
    Files.copy(data().resolve("secret.key"), other().resolve("secret.key"));
    Path copy = folder.resolve("copy.tar");
    for (long at = 600; at < Files.size(archive); at += Math.max(1, Files.size(archive) / 12)) {
      Files.copy(archive, copy, StandardCopyOption.REPLACE_EXISTING);
      try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
        file.seek(at);
        int was = file.read();
        if (was == 0) {
          continue; // perhaps only what fills up a block, which is nobody's
        }
        file.seek(at);
        file.write(was ^ 1);
      }
      Run damaged = command(RestoreCommand.commandLine(), other(), copy.toString());
      assertThat(damaged.exitCode).as("byte %d: %s", at, damaged).isEqualTo(2);
    }
    Files.copy(archive, copy, StandardCopyOption.REPLACE_EXISTING);
    try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    assertThat(command(RestoreCommand.commandLine(), other(), copy.toString()).err)
        .contains("not whole");
    byte[] later = ofALaterVersion(Files.readAllBytes(archive));
    Files.write(copy, later);
    Run newer = command(RestoreCommand.commandLine(), other(), copy.toString());
    assertThat(newer.exitCode).isEqualTo(2);
    assertThat(newer.err).contains("later");
    assertThat(other().resolve("desk.db")).doesNotExist();
    assertThat(command(RestoreCommand.commandLine(), other(), archive.toString()).exitCode)
        .as("the place was left as it was")
        .isZero();
  }

  /** The same archive, rightly summed, with tables that no version of today has. */
  private static byte[] ofALaterVersion(byte[] archive) {
    String whole = new String(archive, StandardCharsets.ISO_8859_1);
    int begin = whole.indexOf("{\n  \"format\"");
    String manifest = whole.substring(begin, whole.indexOf('\0', begin));
    String later = manifest.replaceFirst("\"desk\" : \"[0-9]{2}\"", "\"desk\" : \"99\"");
    assertThat(later).isNotEqualTo(manifest);
    return whole
        .replace(manifest, later)
        .replace(Sha256.hex(manifest), Sha256.hex(later))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aRestoreThatIsKilledLeavesAPlaceThatNoServerStartsOnAndIsSimplyRunAgain() throws Exception {
    Path archive = folder.resolve("xiaoer.tar");
    Map<String, Set<String>> before;
    try (Platform platform = Platform.start()) {
      try (TestServer server = start(platform, data())) {
        platform.pushTo(server.url("/callback/main"));
        for (int i = 0; i < 30; i++) {
          Customer customer = platform.customer("oKill" + i);
          platform.awaitAcknowledged(customer.says("text " + i), Soon.AT_MOST);
          platform.awaitAcknowledged(customer.sendsPhoto(), Soon.AT_MOST);
        }
        stored(server, 30);
        before = rows(data());
        assertThat(command(BackupCommand.commandLine(), data(), archive.toString()).exitCode)
            .isZero();
      }
      Files.createDirectories(other());
      Files.copy(data().resolve("secret.key"), other().resolve("secret.key"));
      int marked = 0;
      for (int wait : List.of(0, 60, 150, 300)) {
        Process process = child(other(), "restore", archive.toString());
        Path mark = other().resolve("restore.unfinished");
        Soon.await()
            .pollInterval(Duration.ofMillis(1)) // it is there for moments only
            .until(() -> !process.isAlive() || Files.exists(mark));
        process.waitFor(wait, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        if (Files.exists(mark)) {
          marked++;
          assertThat(startLine(other())).contains("not wholly brought back");
        } else {
          break; // it had ended
        }
      }
      assertThat(marked).as("killed in the middle").isPositive();
      Run again = command(RestoreCommand.commandLine(), other(), archive.toString());
      assertThat(again.exitCode)
          .as(again.err)
          .isIn(Files.exists(other().resolve("restore.unfinished")) ? List.of(0) : List.of(0, 2));
      compare(before, rows(other()));
      try (TestServer server = start(platform, other())) {
        platform.pushTo(server.url("/callback/main"));
        platform.awaitAcknowledged(platform.customer("oKill0").says("again"), Soon.AT_MOST);
        stored(server, 30);
      }
    }
  }

  @Test
  void aDiskThatIsFullLeavesNoFileAndNothingBesideIt() throws Exception {
    try (Platform platform = Platform.start();
        TestServer server = start(platform, data())) {
      platform.pushTo(server.url("/callback/main"));
      for (int i = 0; i < 10; i++) {
        platform.awaitAcknowledged(platform.customer("oFull" + i).sendsPhoto(), Soon.AT_MOST);
      }
      stored(server, 10);
      Path into = Files.createDirectories(folder.resolve("into"));
      // No file may grow beyond this, which is what a full disk looks like to who writes.
      Process process = limited(data(), 100, "backup", into.resolve("x.tar").toString());
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isEqualTo(1);
      assertThat(said).contains("no backup was made");
      assertThat(into).isEmptyDirectory();
      assertThat(
              command(BackupCommand.commandLine(), data(), into.resolve("x.tar").toString())
                  .exitCode)
          .isZero();
    }
  }

  @Test
  void plainToolsOpenItAndFindEveryByteRight() throws Exception {
    Path archive = folder.resolve("xiaoer.tar");
    Path missing;
    try (Platform platform = Platform.start();
        TestServer server = start(platform, data())) {
      platform.pushTo(server.url("/callback/main"));
      platform.awaitAcknowledged(platform.customer("oTools").sendsPhoto(), Soon.AT_MOST);
      platform.awaitAcknowledged(platform.customer("oTools").sendsTextFile(), Soon.AT_MOST);
      stored(server, 2);
      try (Stream<Path> kept = Files.walk(data().resolve("media"))) {
        missing =
            kept.filter(one -> one.getFileName().toString().matches("[0-9a-f]{64}"))
                .findFirst()
                .orElseThrow();
      }
      Files.delete(missing);
      Run incomplete = command(BackupCommand.commandLine(), data(), archive.toString());
      assertThat(incomplete.exitCode).as(incomplete.err).isEqualTo(3);
    }
    Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
    assertThat(run(unpacked, "tar", "xf", archive.toString())).isZero();
    assertThat(run(unpacked, "sha256sum", "--quiet", "-c", "SHA256SUMS")).isZero();
    assertThat(run(unpacked, "sha256sum", "--quiet", "-c", "manifest.json.sha256")).isZero();
    assertThat(Files.readString(unpacked.resolve("missing.txt")))
        .contains(missing.getFileName().toString());
    JsonNode manifest =
        JsonMapper.shared().readTree(Files.readString(unpacked.resolve("manifest.json")));
    assertThat(manifest.path("tables").path("event").asLong()).isEqualTo(2);
    assertThat(manifest.path("media").path("missing").asLong()).isEqualTo(1);
  }

  private static int run(Path in, String... line) throws Exception {
    return new ProcessBuilder(line).directory(in.toFile()).inheritIO().start().waitFor();
  }

  private TestServer start(Platform platform, Path data) {
    return TestServer.start(
        engine,
        data,
        TestPlatform.settingsOf(
            platform,
            "xiaoer.shops[0].allow-private-media-hosts=true",
            "xiaoer.media.keep-free=1MB"));
  }

  /** Something into every corner that people fill. */
  private static void fill(TestServer server, Shop shop, String one, String other) {
    String admin = server.logIn("admin");
    as(
        server,
        admin,
        "POST",
        "/api/v1/staff",
        "{\"username\":\"li\",\"name\":\"李\",\"role\":\"agent\",\"shops\":null,\"password\":\"correct horse battery\"}");
    as(
        server,
        admin,
        "POST",
        "/api/v1/phrases",
        "{\"group\":\"g\",\"shortcut\":\"hi\",\"title\":\"t\",\"kind\":\"text\",\"content\":\"您好\\t\\\\N\\n\",\"owner\":\"team\",\"shops\":null}");
    as(
        server,
        admin,
        "PUT",
        "/api/v1/conversations/" + one + "/draft",
        "{\"text\":\"还没写完\\n第二行\"}");
    as(
        server,
        admin,
        "PATCH",
        "/api/v1/conversations/" + one + "/customer",
        "{\"note\":\"老客户\",\"tags\":[\"急\",\"a\"],\"starred\":true}");
    as(server, admin, "POST", "/api/v1/conversations/" + other + "/take", "{\"from\":null}");
    // Rightly signed, and sealed with a key that nobody here has yet.
    TestPlatform pushes = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
    HttpResponse<String> unreadable =
        pushes.deliver(
            pushes.write(
                TestPlatform.text("oZhou", TestPlatform.nextMsgId(), "?"),
                new Keys(shop.appId(), shop.token(), "Z" + TestPlatform.AES_KEY.substring(1)),
                Mode.SECURE));
    assertThat(unreadable.statusCode()).isEqualTo(503);
  }

  private static void as(
      TestServer server, String cookie, String method, String path, String json) {
    HttpResponse<String> response =
        server.send(
            HttpRequest.newBuilder(server.url(path))
                .header("Cookie", cookie)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json)));
    assertThat(response.statusCode()).as(path + response.body()).isBetween(200, 204);
  }

  private static int answer(
      TestServer server, String conversation, String clientId, String text, int hold) {
    return server
        .post(
            "/api/v1/conversations/" + conversation + "/messages",
            "{\"client_id\":\"%s\",\"type\":\"text\",\"text\":{\"content\":\"%s\"},\"hold_seconds\":%d}"
                .formatted(clientId, text, hold))
        .statusCode();
  }

  private static String conversationOf(TestServer server, String openId) {
    JsonNode found =
        await(
            () -> {
              for (JsonNode one :
                  server.get("/api/v1/conversations?limit=200").path("conversations")) {
                if (one.path("open_id").asString().equals(openId)) {
                  return one;
                }
              }
              return JsonMapper.shared().createObjectNode();
            },
            one -> one.has("id"));
    return found.path("id").asString();
  }

  private static JsonNode messageWith(TestServer server, String conversation, String text) {
    for (JsonNode message :
        server.get("/api/v1/conversations/" + conversation + "/messages").path("messages")) {
      if (message.path("text").path("content").asString("").equals(text)) {
        return message;
      }
    }
    throw new AssertionError(text);
  }

  private static List<String> texts(TestServer server, String conversation) {
    List<String> texts = new ArrayList<>();
    server
        .get("/api/v1/conversations/" + conversation + "/messages")
        .path("messages")
        .forEach(message -> texts.add(message.path("text").path("content").asString("")));
    return texts;
  }

  /** The addresses of so many stored files. */
  private static List<String> stored(TestServer server, int count) {
    return await(
        () -> {
          List<String> urls = new ArrayList<>();
          for (JsonNode one : server.get("/api/v1/conversations?limit=200").path("conversations")) {
            for (JsonNode message :
                server
                    .get("/api/v1/conversations/" + one.path("id").asString() + "/messages")
                    .path("messages")) {
              JsonNode file = message.path(message.path("type").asString());
              if (file.path("state").asString("").equals("stored")) {
                urls.add(file.path("url").asString());
              }
            }
          }
          return urls;
        },
        urls -> urls.size() >= count);
  }

  private static String sha256(TestServer server, String url) throws Exception {
    try (var http = java.net.http.HttpClient.newHttpClient()) {
      byte[] body =
          http.send(
                  HttpRequest.newBuilder(server.url(url))
                      .header("Authorization", "Bearer " + TestServer.API_KEY)
                      .build(),
                  HttpResponse.BodyHandlers.ofByteArray())
              .body();
      return Sha256.hex(body);
    }
  }

  private String hashOf(Path data, String url) throws SQLException {
    String id = url.substring(url.lastIndexOf('/') + 1);
    return strings(data, "desk", "SELECT sha256 FROM medium WHERE id = '" + id + "'").getFirst();
  }

  private Map<String, Long> cursors(Path data) {
    Map<String, Long> cursors = new TreeMap<>();
    try {
      for (String line : strings(data, "desk", "SELECT reader || ' ' || seq FROM reader_cursor")) {
        cursors.put(
            line.substring(0, line.indexOf(' ')),
            Long.valueOf(line.substring(line.indexOf(' ') + 1)));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return cursors;
  }

  private long lastSeq(Path data) {
    try {
      return Long.parseLong(
          strings(data, "inbox", "SELECT cast(max(seq) AS text) FROM event").getFirst());
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void compare(Map<String, Set<String>> before, Map<String, Set<String>> after) {
    assertThat(after.keySet()).isEqualTo(before.keySet());
    before.forEach((table, rows) -> {
      if (MOVING.contains(table)) {
        assertThat(of(after, table).size()).as(table).isGreaterThanOrEqualTo(rows.size());
      } else if (table.equals("message")) {
        assertThat(settled(of(after, table))).as(table).containsAll(settled(rows));
      } else if (!NOT_TAKEN_UP.contains(table)) {
        assertThat(of(after, table)).as(table).containsAll(rows);
      }
    });
    assertThat(of(after, "outbox")).isEmpty();
    assertThat(of(after, "session")).isEmpty();
  }

  private static Set<String> of(Map<String, Set<String>> tables, String table) {
    return tables.getOrDefault(table, Set.of());
  }

  /** Those that nothing was on its way with. */
  private static Set<String> settled(Set<String> messages) {
    Set<String> settled = new TreeSet<>(messages);
    settled.removeIf(row -> row.contains("queued") || row.contains("unknown"));
    return settled;
  }

  /** All rows of all tables, each as one line. */
  private Map<String, Set<String>> rows(Path data) throws SQLException {
    Map<String, Set<String>> all = new TreeMap<>();
    for (String database : List.of("desk", "inbox")) {
      try (Connection connection = open(data, database)) {
        for (String table : tables(connection)) {
          Set<String> rows = new TreeSet<>();
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
            while (row.next()) {
              StringBuilder line = new StringBuilder();
              for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                Object value = row.getObject(i);
                line.append(row.getMetaData().getColumnName(i))
                    .append('=')
                    .append(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value)
                    .append('|');
              }
              rows.add(line.toString());
            }
          }
          all.put(table, rows);
        }
      }
    }
    return all;
  }

  private List<String> tables(Connection connection) throws SQLException {
    String sql =
        engine == Engine.SQLITE
            ? "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                + " AND name NOT LIKE 'sqlite%' AND name <> 'flyway_schema_history'"
            : "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                + " AND relkind = 'r' AND relname NOT LIKE 'migrations%'";
    return strings(connection, sql);
  }

  private List<String> strings(Path data, String database, String sql) throws SQLException {
    try (Connection connection = open(data, database)) {
      return strings(connection, sql);
    }
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }

  private Connection open(Path data, String database) throws SQLException {
    return engine == Engine.SQLITE
        ? DriverManager.getConnection("jdbc:sqlite:" + data.resolve(database + ".db"))
        : Engine.connections(data).open(Limits.DESK);
  }

  private record Run(int exitCode, String out, String err) {}

  private Run command(CommandLine line, Path data, String... arguments) throws IOException {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int exitCode = line.execute(arguments(data, arguments).toArray(String[]::new));
      return new Run(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }

  private List<String> arguments(Path data, String... more) throws IOException {
    Path config = folder.resolve(data.getFileName() + ".yaml");
    StringBuilder yaml = new StringBuilder("xiaoer:\n  media: {keep-free: 1MB}\n");
    for (String setting : engine.settings(data)) {
      String key = setting.substring(0, setting.indexOf('='));
      yaml.append(yaml.indexOf("database:") < 0 ? "  database:\n" : "")
          .append("    ")
          .append(key.substring(key.lastIndexOf('.') + 1))
          .append(": \"")
          .append(setting.substring(setting.indexOf('=') + 1))
          .append("\"\n");
    }
    Files.writeString(config, yaml);
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of("--config", config.toString(), "--data", data.toString()));
    return all;
  }

  private Process child(Path data, String program, String... arguments) throws IOException {
    List<String> line = java(program);
    line.addAll(arguments(data, arguments));
    return new ProcessBuilder(line).redirectErrorStream(true).start();
  }

  private Process limited(Path data, int kilobytes, String program, String... arguments)
      throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of("bash", "-c", "ulimit -f " + kilobytes + "; exec \"$@\"", "limited"));
    line.addAll(java(program));
    line.addAll(arguments(data, arguments));
    return new ProcessBuilder(line).redirectErrorStream(true).start();
  }

  private static List<String> java(String program) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.xiaoer.XiaoerApplication",
            program));
  }

  /** What a start on this folder says. */
  private static String startLine(Path data) {
    try {
      io.xiaoer.store.DataFolder.open(data).close();
      return "it starts";
    } catch (io.xiaoer.store.DataFolder.Unusable e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static <T> T await(Callable<T> what, Predicate<T> until) {
    return Soon.await().until(what, until);
  }
}
