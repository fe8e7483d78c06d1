package io.xiaoer.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.cluster.Worker;
import io.xiaoer.retention.AgedContent.Amount;
import io.xiaoer.retention.AgedContent.Part;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.shop.Shop;
import io.xiaoer.store.Database;
import io.xiaoer.store.PostgresConnections.Limits;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is old goes and nothing else, in pieces between any two of which a process may die. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class RetentionTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final String API = "/api/v1/admin/retention";
  private static final int LONG_AGO_DAYS = 400;
  private static final long DAY_MICROS = 86_400_000_000L;

  @Parameter Engine engine;
  @TempDir static Path data;
  private static Engine storedOn;
  private static Platform platform;
  private static TestServer server;
  private static String admin;
  private static Instant pushedAt;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    storedOn = engine;
    platform = Platform.start();
    server =
        TestServer.start(
            folder(),
            (bean, name) ->
                name.equals("sweeperWorker")
                    ? new Worker("no-sweeper", "", () -> new WakeUp().await(LONG))
                    : bean,
            Stream.concat(
                    Arrays.stream(
                        TestPlatform.settingsOf(
                            platform,
                            "xiaoer.shops[0].allow-private-media-hosts=true",
                            "xiaoer.media.keep-free=1MB",
                            "xiaoer.webhooks.allow[0]=127.0.0.1/32")),
                    Arrays.stream(storedOn.settings(folder())))
                .toArray(String[]::new));
    platform.pushTo(server.url("/callback/main"));
    admin = server.logIn("admin");
    pushedAt = clock().instant();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  private static Path folder() {
    return data.resolve(storedOn.name());
  }

  @Test
  void whatIsOldGoesAndCountsAndFiguresAndWhatIsMadeAnewStay() throws Exception {
    String msgId = TestPlatform.nextMsgId();
    assertThat(push("oOld" + storedOn, msgId, "旧的一句金丝雀")).isEqualTo("success");
    Customer old = platform.customer("oOld" + storedOn);
    platform.awaitAcknowledged(old.sendsPhoto(), Soon.AT_MOST);
    String closed = conversationOf("oOld" + storedOn);
    assertThat(answer(closed, "好的金丝雀马上")).isEqualTo(202);
    JsonNode lonely = upload("孤单.txt", "没有人再发的文件");
    JsonNode inPhrase = upload("话术.png", "");
    platform.awaitDelivered(old, 1, Soon.AT_MOST);
    Customer open = platform.customer("oOpen" + storedOn);
    platform.awaitAcknowledged(open.says("未关闭的会话鹦鹉"), Soon.AT_MOST);
    String openId = conversationOf("oOpen" + storedOn);
    stored(closed);
    caughtUp();
    ok(as("POST", "/api/v1/conversations/" + closed + "/close", "{}"));
    caughtUp();
    desk().write(jdbc -> phrase(jdbc, inPhrase.path("media_id").asString()));
    age(LONG_AGO_DAYS);
    platform.awaitAcknowledged(old.says("新的一句百灵"), Soon.AT_MOST);
    caughtUp();

    Map<String, Object> countsBefore = counts();
    JsonNode figuresBefore = figures();
    JsonNode preview = preview("{\"messages\":90,\"files\":60,\"audit\":null}");
    Map<String, Long> seen = new LinkedHashMap<>();
    preview
        .path("parts")
        .forEach(part -> {
          seen.put(part.path("part").asString(), part.path("count").asLong());
          assertThat(part.path("whole").asBoolean()).isTrue();
        });
    assertThat(seen.get("log")).isGreaterThanOrEqualTo(3);
    assertThat(seen.get("conversations")).isGreaterThanOrEqualTo(3);
    assertThat(seen.get("files")).isEqualTo(2);
    assertThat(part(preview, "conversations").path("held").asLong()).as("open").isPositive();
    assertThat(part(preview, "files").path("held").asLong()).as("in a phrase").isEqualTo(1);
    assertThat(part(preview, "files").path("bytes").asLong()).isPositive();
    assertThat(dump("message", "body")).as("a preview deletes nothing").contains("金丝雀");
    assertThat(counts()).isEqualTo(countsBefore);

    HttpResponse<String> put =
        as("PUT", API, "{\"preview_id\":\"" + preview.path("id").asString() + "\"}");
    ok(put);
    assertThat(json(put).path("next_sweep_at").isNull()).isFalse();
    sweepDyingEverywhere();

    JsonNode sweep = server.get(API).path("sweeps").get(0);
    assertThat(sweep.path("finished_at").isNull()).isFalse();
    sweep
        .path("parts")
        .forEach(part ->
            assertThat(part.path("count").asLong())
                .as(part.path("part").asString())
                .isEqualTo(seen.get(part.path("part").asString())));

    assertThat(dump("event", "raw")).doesNotContain("金丝雀").contains("百灵");
    assertThat(dump("message", "body")).doesNotContain("金丝雀").contains("百灵", "鹦鹉");
    assertThat(dump("conversation", "last_preview")).doesNotContain("金丝雀");
    assertThat(counts()).isEqualTo(countsBefore);
    assertThat(figures()).isEqualTo(figuresBefore);
    JsonNode messages =
        server.get("/api/v1/conversations/" + closed + "/messages?limit=100").path("messages");
    assertThat(messages)
        .filteredOn(one -> one.path("text").path("removed").asBoolean(false))
        .hasSize(2)
        .allSatisfy(one -> assertThat(one.path("text").path("content").asString()).isEmpty());
    assertThat(messages.toString()).contains("\"reason\":\"expired\"", "百灵");
    assertThat(json(as("GET", "/api/v1/search?q=" + "%E9%B9%A6%E9%B9%89", "")).toString())
        .contains(openId);
    assertThat(server.get("/api/v1/events?limit=1000").toString())
        .doesNotContain("金丝雀")
        .contains("百灵");
    assertThat(medium(lonely)).isEqualTo("failed");
    assertThat(medium(inPhrase)).isEqualTo("stored");

    long entries = count("SELECT count(*) AS n FROM event", "inbox");
    assertThat(push("oOld" + storedOn, msgId, "旧的一句金丝雀")).isEqualTo("success");
    assertThat(push("oOld" + storedOn, msgId, "同号不同文金丝雀")).isEqualTo("success");
    assertThat(count("SELECT count(*) AS n FROM event", "inbox")).isEqualTo(entries);
    assertThat(count("SELECT count(*) AS n FROM event_variant", "inbox")).isZero();

    madeAnew();
    assertThat(json(as("GET", "/api/v1/audit?what=retention_swept", "")).path("entries"))
        .anySatisfy(one ->
            assertThat(one.path("detail").asString())
                .contains("conversations " + seen.get("conversations")));
    assertThat(json(as("GET", "/api/v1/audit?what=retention_changed", "")).path("entries"))
        .anySatisfy(one -> {
          assertThat(one.path("subject").asString())
              .isEqualTo("messages 90 days, files 60 days, audit for ever");
          assertThat(one.path("detail").asString())
              .contains("conversations " + seen.get("conversations"));
        });
    forEver();
  }

  /** Rounds and the index, from the rows that are left, come out as they were. */
  private static void madeAnew() {
    String rounds = rounds();
    String found =
        json(as("GET", "/api/v1/search?q=%E7%99%BE%E7%81%B5", "")).path("hits").toString();
    desk()
        .write(jdbc ->
            jdbc.sql("UPDATE round_progress SET seq = 0").update()
                + jdbc.sql("UPDATE search_progress SET message_id = 0").update());
    Soon.await()
        .untilAsserted(() -> {
          assertThat(rounds()).isEqualTo(rounds);
          assertThat(
                  count(
                      "SELECT count(*) AS n FROM search_progress WHERE message_id = (SELECT max(id) FROM message)",
                      "desk"))
              .isEqualTo(1);
        });
    assertThat(json(as("GET", "/api/v1/search?q=%E7%99%BE%E7%81%B5", "")).path("hits").toString())
        .isEqualTo(found);
    assertThat(json(as("GET", "/api/v1/search?q=%E9%87%91%E4%B8%9D%E9%9B%80", "")).path("hits"))
        .isEmpty();
  }

  @Test
  void whatIsNotReadOrNotDeliveredHoldsBackWhatCameAfterIt() {
    String name = "oWaits" + storedOn;
    assertThat(push(name, TestPlatform.nextMsgId(), "等待推送的画眉")).isEqualTo("success");
    String conversation = conversationOf(name);
    caughtUp();
    ok(as("POST", "/api/v1/conversations/" + conversation + "/close", "{}"));
    HttpResponse<String> webhook =
        server.post(
            "/api/v1/webhooks",
            "{\"url\":\"http://127.0.0.1:9/\",\"types\":[\"message.received\"],\"shops\":null,\"ordered\":true}");
    assertThat(webhook.statusCode()).as(webhook.body()).isEqualTo(201);
    String id = JsonMapper.shared().readTree(webhook.body()).path("id").asString();
    desk()
        .write(jdbc ->
            jdbc.sql("UPDATE webhook SET log_seq = 0, event_seq = 0, state = 'disabled'").update());
    age(LONG_AGO_DAYS);

    JsonNode held = preview("{\"messages\":90,\"files\":90}");
    assertThat(part(held, "log").path("count").asLong()).isZero();
    assertThat(part(held, "conversations").path("count").asLong()).isZero();
    assertThat(held.path("holding"))
        .anySatisfy(one -> assertThat(one.path("name").asString()).isEqualTo("webhooks"));
    assertThat(as("DELETE", "/api/v1/webhooks/" + id, "").statusCode()).isBetween(200, 204);
    assertThat(
            part(preview("{\"messages\":90,\"files\":90}"), "conversations").path("count").asLong())
        .isPositive();
  }

  @Test
  void anAnswerInDoubtAndAnEntryThatWaitsToBeReadAgainStay() {
    String name = "oDoubt" + storedOn;
    assertThat(push(name, TestPlatform.nextMsgId(), "在途的夜莺")).isEqualTo("success");
    String conversation = conversationOf(name);
    caughtUp();
    ok(as("POST", "/api/v1/conversations/" + conversation + "/close", "{}"));
    long message =
        count("SELECT min(id) AS n FROM message WHERE conversation_id = " + conversation, "desk");
    desk()
        .write(jdbc -> {
          jdbc.sql("UPDATE message SET state = 'unknown' WHERE id = ?").param(message).update();
          return jdbc.sql(
                  """
                  INSERT INTO parked_event (reader, seq, reason, parked_at)
                  SELECT 'media', log_seq, 'a test', 0 FROM message WHERE id = ?
                  """)
              .param(message)
              .update();
        });
    age(LONG_AGO_DAYS);
    JsonNode preview = preview("{\"messages\":90,\"files\":90}");
    assertThat(part(preview, "conversations").path("held").asLong()).isPositive();
    assertThat(part(preview, "log").path("held").asLong()).isPositive();
    ok(as("PUT", API, "{\"preview_id\":\"" + preview.path("id").asString() + "\"}"));
    sweep(sweeper(server.beans(AgedContent.class)));
    assertThat(dump("message", "body")).contains("夜莺");
    assertThat(dump("event", "raw")).contains("夜莺");
    desk()
        .write(jdbc -> {
          jdbc.sql("UPDATE message SET state = NULL WHERE id = ?").param(message).update();
          return jdbc.sql("DELETE FROM parked_event").update();
        });
    sweep(sweeper(server.beans(AgedContent.class)));
    assertThat(dump("message", "body")).doesNotContain("夜莺");
    assertThat(dump("event", "raw")).doesNotContain("夜莺");
    forEver();
  }

  @Test
  void whoeverMayNotAndWhatMakesNoSenseIsRefused() {
    for (String body :
        List.of(
            "{\"messages\":29}",
            "{\"audit\":182}",
            "{\"messages\":\"90\"}",
            "{\"messages\":90}",
            "{\"messages\":90,\"files\":91}",
            "{\"names\":90}")) {
      assertThat(as("POST", API + "/previews", body).statusCode()).as(body).isEqualTo(422);
    }
    assertThat(as("POST", API + "/previews", "[]").statusCode()).isEqualTo(400);
    assertThat(as("PUT", API, "{}").statusCode()).isEqualTo(400);
    assertThat(as("PUT", API, "{\"preview_id\":\"987654\"}").statusCode()).isEqualTo(404);
    String ours = preview("{\"audit\":500}").path("id").asString();
    assertThat(
            server
                .send(
                    HttpRequest.newBuilder(server.url(API))
                        .header("Authorization", "Bearer " + TestServer.API_KEY)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"preview_id\":\"" + ours + "\"}")))
                .statusCode())
        .as("another's preview")
        .isEqualTo(404);
    desk()
        .write(jdbc ->
            jdbc.sql("UPDATE retention_preview SET made_at = made_at - ?")
                .param(Retention.PREVIEW_COUNTS.plusSeconds(1).toNanos() / 1_000)
                .update());
    HttpResponse<String> late = as("PUT", API, "{\"preview_id\":\"" + ours + "\"}");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("preview_too_old");
    assertThat(server.get(API).path("rules"))
        .allSatisfy(rule -> assertThat(rule.path("days").isNull()).isTrue());
    for (String role : List.of("agent", "supervisor")) {
      ok(
          as(
              "POST",
              "/api/v1/staff",
              "{\"username\":\"keeping-%s\",\"name\":\"甲%s\",\"role\":\"%s\",\"shops\":null,\"password\":\"%s\"}"
                  .formatted(role, role, role, TestServer.PASSWORD)));
      String cookie = server.logIn("keeping-" + role);
      assertThat(as(cookie, "GET", API, "").statusCode()).isEqualTo(403);
      assertThat(as(cookie, "POST", API + "/previews", "{}").statusCode()).isEqualTo(403);
      assertThat(as(cookie, "PUT", API, "{\"preview_id\":\"1\"}").statusCode()).isEqualTo(403);
    }
  }

  // A sweep, step by step.

  private static void sweepDyingEverywhere() {
    List<AgedContent> contents = server.beans(AgedContent.class);
    Sweeper whole = sweeper(contents);
    whole.begin();
    Optional<Sweep> open = open();
    while (open.isPresent()) {
      Sweep present = open.get();
      if (present.steps().stream().anyMatch(step -> !step.done())) {
        assertThatThrownBy(() -> sweeper(dying(contents, true)).advance(present))
            .hasMessage("died before");
        assertThat(open()).contains(present);
        if (isOfTheDesk(present)) { // What is outside of the desk is gone, and counted no more.
          assertThatThrownBy(() -> sweeper(dying(contents, false)).advance(present))
              .hasMessage("died after");
          assertThat(open()).contains(present);
        }
      }
      whole.advance(present);
      open = open();
    }
  }

  private static boolean isOfTheDesk(Sweep sweep) {
    return sweep.steps().stream()
        .filter(step -> !step.done())
        .findFirst()
        .filter(step -> step.part() != Part.LOG && step.part() != Part.FILES)
        .isPresent();
  }

  private static void sweep(Sweeper sweeper) {
    sweeper.begin();
    for (Optional<Sweep> open = open(); open.isPresent(); open = open()) {
      sweeper.advance(open.get());
    }
  }

  private static Optional<Sweep> open() {
    return desk().read(RetentionTable::open);
  }

  private static Sweeper sweeper(List<AgedContent> contents) {
    return new Sweeper(
        desk(),
        contents,
        server.beans(NeedsContent.class),
        Runnable::run,
        Lease.ofOne(),
        new NodeSignals(),
        clock());
  }

  private static List<AgedContent> dying(List<AgedContent> contents, boolean before) {
    return contents.stream().map(one -> (AgedContent) new Dying(one, before)).toList();
  }

  private record Dying(AgedContent content, boolean before) implements AgedContent {
    @Override
    public Part part() {
      return content.part();
    }

    @Override
    public Stock stock() {
      return content.stock();
    }

    @Override
    public Piece find(Instant limit, String after, int most) {
      Piece piece = content.find(limit, after, most);
      return new Piece() {
        @Override
        public Amount amount() {
          return piece.amount();
        }

        @Override
        public long held() {
          return piece.held();
        }

        @Override
        public String place() {
          return piece.place();
        }

        @Override
        public boolean isLast() {
          return piece.isLast();
        }

        @Override
        public void prepare() {
          if (before) {
            throw new IllegalStateException("died before");
          }
          piece.prepare();
        }

        @Override
        public void delete(JdbcClient jdbc) {
          piece.delete(jdbc);
          throw new IllegalStateException("died after");
        }
      };
    }
  }

  // What there is.

  /** Once the readers have written down how far they came. */
  private static JsonNode preview(String rules) {
    return Soon.find(
        "a preview that no reader holds back",
        () ->
            Optional.of(json(as("POST", API + "/previews", rules)))
                .filter(one -> !one.path("holding").toString().contains("\"readers\"")));
  }

  private static JsonNode part(JsonNode preview, String part) {
    for (JsonNode one : preview.path("parts")) {
      if (one.path("part").asString().equals(part)) {
        return one;
      }
    }
    throw new AssertionError(part + ": " + preview);
  }

  private static void forEver() {
    ok(as("PUT", API, "{\"preview_id\":\"" + preview("{}").path("id").asString() + "\"}"));
    assertThat(server.get(API).path("next_sweep_at").isNull()).isTrue();
  }

  /** As if everything had happened so much earlier. */
  private static void age(int days) {
    long micros = days * DAY_MICROS;
    desk()
        .write(jdbc -> {
          for (String update :
              List.of(
                  "UPDATE message SET received_at = received_at - ?",
                  "UPDATE conversation_event SET happened_at = happened_at - ?",
                  "UPDATE medium SET created_at = created_at - ?")) {
            jdbc.sql(update).param(micros).update();
          }
          // Made of these events, and so made anew.
          return jdbc.sql("UPDATE round_progress SET seq = 0").update();
        });
    try (Connection connection = connection("inbox");
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE event SET received_at = received_at - " + micros);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    caughtUp();
  }

  private static int phrase(JdbcClient jdbc, String mediaId) {
    return jdbc.sql(
            """
            INSERT INTO phrase (grouped_as, shortcut, title, kind, content, media_id, position,
                                changed_at, changed_by)
            VALUES ('', 'kept', '图', 'image', '', ?, 0, 0, 'admin')
            """)
        .param(mediaId)
        .update();
  }

  private static JsonNode upload(String name, String content) {
    HttpResponse<String> uploaded =
        server.upload(name, (content + storedOn + name).getBytes(StandardCharsets.UTF_8), "");
    return json(uploaded);
  }

  private static String medium(JsonNode uploaded) {
    return desk()
        .read(jdbc ->
            jdbc.sql("SELECT state FROM medium WHERE id = ?")
                .param(uploaded.path("media_id").asString())
                .query(String.class)
                .single());
  }

  private static Map<String, Object> counts() {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("event", count("SELECT count(*) AS n FROM event", "inbox"));
    for (String table :
        List.of("message", "conversation", "conversation_event", "medium", "round")) {
      counts.put(table, count("SELECT count(*) AS n FROM " + table, "desk"));
    }
    counts.put("rounds", rounds());
    return counts;
  }

  private static String rounds() {
    return desk()
        .read(jdbc ->
            jdbc.sql(
                    "SELECT id, conversation_id, first_key, last_key, opened_at, ended_at, outcome,"
                        + " messages FROM round ORDER BY id")
                .query()
                .listOfRows()
                .toString());
  }

  private static JsonNode figures() {
    LocalDate today = LocalDate.ofInstant(clock().instant(), ZoneOffset.UTC);
    return server
        .get(
            "/api/v1/reports/service?from=%s&to=%s&preset=house"
                .formatted(today.minusDays(100), today.plusDays(2)))
        .path("total");
  }

  /** All that a column holds, as text. */
  private static String dump(String table, String column) {
    String database = table.equals("event") ? "inbox" : "desk";
    StringBuilder all = new StringBuilder();
    try (Connection connection = connection(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + column + " AS v FROM " + table)) {
      while (row.next()) {
        all.append(
                column.equals("raw")
                    ? new String(row.getBytes("v"), StandardCharsets.UTF_8)
                    : row.getString("v"))
            .append('\n');
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return all.toString();
  }

  private static long count(String sql, String database) {
    try (Connection connection = connection(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong("n");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static Connection connection(String name) throws SQLException {
    return storedOn == Engine.SQLITE
        ? DriverManager.getConnection("jdbc:sqlite:" + folder().resolve(name + ".db"))
        : Engine.connections(folder()).open(Limits.DESK);
  }

  private static Database desk() {
    return server.bean("desk", Database.class);
  }

  private static InstantSource clock() {
    return server.bean("clock", InstantSource.class);
  }

  /** The readers, the rounds and the index have taken up all there is. */
  private static void caughtUp() {
    Soon.await()
        .until(() ->
            count("SELECT min(seq) AS n FROM reader_cursor", "desk")
                >= count("SELECT max(seq) AS n FROM event", "inbox"));
    Soon.await()
        .until(() ->
            count("SELECT seq AS n FROM round_progress", "desk")
                    >= count("SELECT max(seq) AS n FROM conversation_event", "desk")
                && count("SELECT message_id AS n FROM search_progress", "desk")
                    >= count("SELECT max(id) AS n FROM message", "desk"));
  }

  private static void stored(String conversation) {
    Soon.await()
        .until(() ->
            server
                .get("/api/v1/conversations/" + conversation + "/messages?limit=100")
                .toString()
                .contains("\"state\":\"stored\""));
  }

  private static String push(String openId, String msgId, String text) {
    TestPlatform pushes = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
    Shop shop = platform.shop();
    return pushes
        .deliver(
            pushes.write(
                TestPlatform.text(openId, msgId, text)
                    .put("ToUserName", shop.userName())
                    .put("CreateTime", pushedAt.getEpochSecond()),
                new Keys(shop.appId(), shop.token(), shop.encodingAesKey()),
                Mode.SECURE))
        .body();
  }

  private static String conversationOf(String openId) {
    return Soon.find(
        "conversation",
        () -> {
          for (JsonNode one : server.get("/api/v1/conversations?limit=200").path("conversations")) {
            if (one.path("open_id").asString().equals(openId)) {
              return Optional.of(one.path("id").asString());
            }
          }
          return Optional.empty();
        });
  }

  private static int answer(String conversation, String text) {
    return server
        .post(
            "/api/v1/conversations/" + conversation + "/messages",
            "{\"client_id\":\"a-%s\",\"type\":\"text\",\"text\":{\"content\":\"%s\"}}"
                .formatted(conversation, text))
        .statusCode();
  }

  private static HttpResponse<String> as(String method, String path, String json) {
    return as(admin, method, path, json);
  }

  private static HttpResponse<String> as(String cookie, String method, String path, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Cookie", cookie)
            .header("Content-Type", "application/json")
            .method(
                method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json)));
  }

  private static void ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.uri() + response.body()).isBetween(200, 204);
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 204);
    return JsonMapper.shared().readTree(response.body());
  }
}
