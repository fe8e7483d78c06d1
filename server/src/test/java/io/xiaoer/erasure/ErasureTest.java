package io.xiaoer.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.cluster.Worker;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.shop.Shop;
import io.xiaoer.store.Database;
import io.xiaoer.store.PostgresConnections.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
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
import org.postgresql.PGConnection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two customers of whom there is a bit of everything; one is erased. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class ErasureTest {
  private static final String JSON = "application/json";

  /** The same whenever a push is repeated. */
  private static Instant pushedAt;

  /** As long as a test needs it to do nothing. */
  private static final Duration LONG = Duration.ofHours(1);

  @Parameter Engine engine;
  @TempDir static Path data;
  private static Engine storedOn;
  private static Platform platform;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    storedOn = engine;
    platform = Platform.start();
    server = withoutEraser();
    platform.pushTo(server.url("/callback/main"));
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

  private static String[] settings() {
    return Stream.concat(
            Arrays.stream(
                TestPlatform.settingsOf(
                    platform,
                    "xiaoer.shops[0].allow-private-media-hosts=true",
                    "xiaoer.media.keep-free=1MB",
                    "xiaoer.webhooks.allow[0]=127.0.0.1/32")),
            Arrays.stream(storedOn.settings(folder())))
        .toArray(String[]::new);
  }

  /** One whose steps are made by the test. */
  private static TestServer withoutEraser() {
    return TestServer.start(
        folder(),
        (bean, name) ->
            name.equals("eraserWorker")
                ? new Worker("no-eraser", "", () -> new WakeUp().await(LONG))
                : bean,
        settings());
  }

  /** What is written of one customer: by these it would be found. */
  private record Secrets(String mark) {
    String openId() {
      return "o" + mark + "-7k4w9Lm2Tt0_AbCdEfGh";
    }

    String said() {
      return "请把金丝雀蛋糕送到" + mark + "天台";
    }

    String answered() {
      return "好的" + mark + "马上安排送货";
    }

    String note() {
      return "过敏体质" + mark + "别放花生";
    }

    String tag() {
      return "标签" + mark;
    }

    String remarkName() {
      return "备注名" + mark;
    }

    String draft() {
      return "还没写完" + mark + "的草稿";
    }

    String handedOver() {
      return "请跟进" + mark + "这位";
    }

    String fileName() {
      return "contract-" + mark + ".txt";
    }

    String received() {
      return "received file content of " + mark + " as sent";
    }

    String sent() {
      return "sent file content to " + mark + " by agent";
    }

    String variant() {
      return "同一编号的另一内容" + mark;
    }

    List<String> all() {
      return List.of(
          mark,
          openId(),
          said(),
          answered(),
          note(),
          tag(),
          remarkName(),
          draft(),
          handedOver(),
          fileName(),
          received(),
          sent(),
          variant());
    }
  }

  @Test
  void nothingOfOneCustomerIsLeftAndAllOfTheOtherAfterACrashInEveryStep() throws Exception {
    Secrets gone = new Secrets("ZqXjGone81");
    Secrets stays = new Secrets("ZqXjStays92");
    webhook();
    String pushedAgain = TestPlatform.nextMsgId();
    assertThat(push(gone, pushedAgain, gone.said())).isEqualTo("success");
    assertThat(push(gone, pushedAgain, gone.variant())).isEqualTo("success");
    String another = TestPlatform.nextMsgId();
    assertThat(push(stays, another, stays.said())).isEqualTo("success");
    assertThat(push(stays, another, stays.variant())).isEqualTo("success");
    String erased = fill(gone, platform.customer(gone.openId()));
    String whole = fill(stays, platform.customer(stays.openId()));
    read();
    assertThat(found(gone).keySet())
        .as("what the proof looks for can be found")
        .containsAll(gone.all());
    Map<String, Object> countsBefore = counts();
    JsonNode figuresBefore = figures();
    Map<String, String> otherBefore = seen(whole);

    String admin = server.logIn("admin");
    JsonNode preview = json(as(admin, "GET", "/api/v1/conversations/" + erased + "/erasure", ""));
    assertThat(preview.path("open_id").asString()).isEqualTo(gone.openId());
    assertThat(preview.path("counts").toString())
        .contains("messages", "files", "notes", "drafts", "orders", "purchases", "deliveries");
    HttpResponse<String> begun = erase(admin, erased, gone.openId());
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    String id = json(begun).path("id").asString();
    assertThat(begun.body()).doesNotContain(gone.mark);

    assertThat(as(admin, "GET", "/api/v1/conversations/" + erased, "").statusCode()).isEqualTo(404);
    assertThat(erase(admin, erased, gone.openId()).statusCode()).isEqualTo(404);
    assertThat(server.get("/api/v1/conversations?limit=200").toString())
        .doesNotContain(gone.mark)
        .contains(stays.mark);
    assertThat(
            server
                .post(
                    "/api/v1/conversations/" + erased + "/messages",
                    "{\"client_id\":\"late\",\"type\":\"text\",\"text\":{\"content\":\"x\"}}")
                .statusCode())
        .isEqualTo(404);

    crashInEachStepOfTheFirstRound(id);
    Soon.await().until(() -> secondsUnfinished() > 0);
    server.close();
    server = TestServer.start(folder(), (bean, _) -> bean, settings());
    platform.pushTo(server.url("/callback/main"));
    JsonNode done =
        Soon.find(
            "the erasure ends after the restart",
            () ->
                Optional.of(server.get("/api/v1/erasures/" + id))
                    .filter(one -> !one.path("finished_at").isNull()));
    assertThat(done.path("rewritten").asBoolean()).isTrue();
    assertThat(done.path("steps_done")).isEqualTo(done.path("steps"));
    assertThat(secondsUnfinished()).isZero();
    assertThat(done.path("requested_by").asString()).isEqualTo("admin");

    assertThat(found(gone)).as("left of the customer who was erased").isEmpty();
    assertThat(counts()).isEqualTo(countsBefore);
    assertThat(figures()).isEqualTo(figuresBefore);
    assertThat(seen(whole)).isEqualTo(otherBefore);
    assertThat(found(stays).keySet()).containsAll(stays.all());
    assertThat(server.get("/api/v1/events?limit=1000").toString())
        .doesNotContain("erased-")
        .contains(stays.mark);
    assertThat(server.get("/api/v1/audit?what=customer_erased").path("entries"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.path("by").asString()).isEqualTo("admin"));
    assertThat(server.get("/api/v1/admin/parked").path("parked"))
        .singleElement()
        .satisfies(one -> assertThat(one.toString()).contains(stays.mark));

    long before = entries();
    assertThat(push(gone, pushedAgain, gone.said()))
        .as("the platform repeats what it had pushed")
        .isEqualTo("success");
    assertThat(entries()).isEqualTo(before);
    assertThat(server.get("/api/v1/conversations?limit=200").toString())
        .doesNotContain(gone.openId());
    platform.awaitAcknowledged(platform.customer(gone.openId()).says("新的一句"), Soon.AT_MOST);
    String anew = conversationOf(gone.openId());
    assertThat(anew).isNotEqualTo(erased);
    assertThat(server.get("/api/v1/conversations/" + anew + "/messages").path("messages"))
        .singleElement()
        .satisfies(
            one -> assertThat(one.path("text").path("content").asString()).isEqualTo("新的一句"));
    assertThat(done.toString()).doesNotContain(gone.mark);
    anOwnerThatComesLaterIsNotAskedWithoutAnOpenId(Long.parseLong(id));
  }

  private static void anOwnerThatComesLaterIsNotAskedWithoutAnOpenId(long erasure) {
    ErasesCustomer later =
        new ErasesCustomer() {
          @Override
          public String name() {
            return "of a later version";
          }

          @Override
          public Work prepare(ErasedCustomer who) {
            throw new IllegalStateException("asked about a customer without a name");
          }
        };
    new Eraser(desk(), List.of(later), Lease.ofOne(), new NodeSignals(), clock(), Duration.ZERO)
        .advance(find(erasure));
  }

  @Test
  void whoeverMayNotAndWhatIsMistakenIsRefused() {
    Secrets one = new Secrets("ZqXjRefused" + storedOn);
    Customer customer = platform.customer(one.openId());
    platform.awaitAcknowledged(customer.says(one.said()), Soon.AT_MOST);
    String conversation = conversationOf(one.openId());
    String admin = server.logIn("admin");
    for (String role : List.of("agent", "supervisor")) {
      HttpResponse<String> added =
          as(
              admin,
              "POST",
              "/api/v1/staff",
              "{\"username\":\"%s\",\"name\":\"甲\",\"role\":\"%s\",\"shops\":null,\"password\":\"%s\"}"
                  .formatted("erasing-" + role, role, TestServer.PASSWORD));
      assertThat(added.statusCode()).as(added.body()).isBetween(200, 204);
      String cookie = server.logIn("erasing-" + role);
      assertThat(erase(cookie, conversation, one.openId()).statusCode()).isEqualTo(403);
      assertThat(as(cookie, "GET", "/api/v1/erasures", "").statusCode()).isEqualTo(403);
    }
    HttpResponse<String> mistaken = erase(admin, conversation, one.openId() + "x");
    assertThat(mistaken.statusCode()).isEqualTo(409);
    assertThat(mistaken.body()).contains("other_customer");
    assertThat(answer(conversation, "held", "稍等", 3)).isEqualTo(202);
    HttpResponse<String> early = erase(admin, conversation, one.openId());
    assertThat(early.statusCode()).isEqualTo(409);
    assertThat(early.body()).contains("answer_on_its_way");
    assertThat(as(admin, "GET", "/api/v1/conversations/" + conversation, "").statusCode())
        .isEqualTo(200);
    // The other test counts, and nothing of this one may come then.
    platform.awaitDelivered(customer, 1, Soon.AT_MOST);
    Soon.await()
        .until(() ->
            count(
                    "SELECT count(*) FROM round WHERE ended_at IS NULL AND conversation_id = %s",
                    conversation)
                == 0);
  }

  /** Each step dies before its work, and then with it done and not yet noted; then it is made. */
  private void crashInEachStepOfTheFirstRound(String id) {
    long erasure = Long.parseLong(id);
    List<ErasesCustomer> owners = server.beans(ErasesCustomer.class);
    for (int step = 0; step < owners.size(); step++) {
      assertThatThrownBy(() -> eraser(owners, true).advance(find(erasure)))
          .hasMessage("died before");
      assertThat(find(erasure).steps()).isEqualTo(step);
      assertThatThrownBy(() -> eraser(owners, false).advance(find(erasure)))
          .hasMessage("died after");
      assertThat(find(erasure).steps()).isEqualTo(step);
      new Eraser(desk(), owners, Lease.ofOne(), new NodeSignals(), clock(), Duration.ZERO)
          .advance(find(erasure));
      assertThat(find(erasure).steps()).isEqualTo(step + 1);
    }
  }

  private static Eraser eraser(List<ErasesCustomer> owners, boolean before) {
    List<ErasesCustomer> dying =
        owners.stream().map(owner -> (ErasesCustomer) new Dying(owner, before)).toList();
    return new Eraser(desk(), dying, Lease.ofOne(), new NodeSignals(), clock(), Duration.ZERO);
  }

  private record Dying(ErasesCustomer owner, boolean before) implements ErasesCustomer {
    @Override
    public String name() {
      return owner.name();
    }

    @Override
    public Order order() {
      return owner.order();
    }

    @Override
    public Work prepare(ErasedCustomer who) {
      if (before) {
        throw new IllegalStateException("died before");
      }
      Work work = owner.prepare(who);
      return jdbc -> {
        work.in(jdbc);
        throw new IllegalStateException("died after");
      };
    }
  }

  private static double secondsUnfinished() {
    return server
        .bean("prometheusMeterRegistry", MeterRegistry.class)
        .get("xiaoer.erasure.oldest")
        .gauge()
        .value();
  }

  private static Erasure find(long id) {
    return server.bean("erasures", Erasures.class).find(id).orElseThrow();
  }

  private static Database desk() {
    return server.bean("desk", Database.class);
  }

  private static InstantSource clock() {
    return server.bean("clock", InstantSource.class);
  }

  private static void webhook() {
    assertThat(
            server
                .post(
                    "/api/v1/webhooks",
                    "{\"url\":\"http://127.0.0.1:9/\",\"types\":[\"message.received\",\"message.accepted\"],\"shops\":null,\"ordered\":true}")
                .statusCode())
        .isEqualTo(201);
  }

  /** Everything once; the conversation's id. */
  private static String fill(Secrets secrets, Customer customer) {
    platform.awaitAcknowledged(customer.says(secrets.said()), Soon.AT_MOST);
    platform.awaitAcknowledged(customer.sendsPhoto(), Soon.AT_MOST);
    platform.awaitAcknowledged(
        customer.sendsFile(
            "sent.txt", "text/plain", secrets.received().getBytes(StandardCharsets.UTF_8)),
        Soon.AT_MOST);
    String order = customer.buys("10000000001001");
    customer.pays(order);
    platform.awaitAcknowledged(customer.sharesOrder(order), Soon.AT_MOST);
    String conversation = conversationOf(secrets.openId());
    String at = "/api/v1/conversations/" + conversation;
    String admin = server.logIn("admin");
    ok(as(admin, "POST", at + "/take", "{\"from\":null}"));
    ok(
        as(
            admin,
            "PATCH",
            at + "/customer",
            "{\"note\":\"%s\",\"tags\":[\"%s\"],\"starred\":true,\"remark_name\":\"%s\"}"
                .formatted(secrets.note(), secrets.tag(), secrets.remarkName())));
    ok(as(admin, "PUT", at + "/draft", "{\"text\":\"" + secrets.draft() + "\"}"));
    assertThat(answer(conversation, "a-" + secrets.mark, secrets.answered(), 0)).isEqualTo(202);
    JsonNode file =
        json(
            server.upload(secrets.fileName(), secrets.sent().getBytes(StandardCharsets.UTF_8), ""));
    assertThat(
            server
                .post(
                    at + "/messages",
                    "{\"client_id\":\"f-%s\",\"type\":\"file\",\"file\":{\"media_id\":\"%s\"}}"
                        .formatted(secrets.mark, file.path("media_id").asString()))
                .statusCode())
        .isEqualTo(202);
    ok(
        as(
            admin,
            "POST",
            "/api/v1/views",
            "{\"name\":\"of one\",\"query\":{\"q\":\"%s\"},\"shared\":false}"
                .formatted(secrets.openId())));
    platform.awaitDelivered(customer, 2, Soon.AT_MOST);
    Soon.find(
        "files of " + secrets.mark,
        () ->
            Optional.of(server.get(at + "/messages?limit=100").toString())
                .filter(text -> text.split("\"stored\"", -1).length >= 4)
                .filter(text -> !text.contains("\"state\":\"sending\"")));
    Soon.find(
        "order of " + secrets.mark,
        () ->
            count("SELECT count(*) AS n FROM catalog_item WHERE open_id = '%s'", secrets.openId())
                    == 1
                ? Optional.of(true)
                : Optional.empty());
    Soon.find(
        "purchase of " + secrets.mark,
        () ->
            count("SELECT count(*) AS n FROM purchase WHERE open_id = '%s'", secrets.openId()) == 1
                ? Optional.of(true)
                : Optional.empty());
    besides(secrets, Long.parseLong(conversation));
    return conversation;
  }

  /** What comes by itself only after a while, or when something is amiss. */
  private static void besides(Secrets secrets, long conversation) {
    desk()
        .write(jdbc -> {
          long notice =
              jdbc.sql(
                      """
                      INSERT INTO notice (channel_id, purpose, alarms, text, state, attempts, due_at,
                                          made_at, settled_at)
                      VALUES (0, 'work', '', ?, 'delivered', 1, 1, 1, 1) RETURNING id
                      """)
                  .param("顾客：" + secrets.remarkName())
                  .query(Long.class)
                  .single();
          jdbc.sql("INSERT INTO notice_call VALUES (?, 1, 0, 0, 'on_duty', ?)")
              .params(conversation, notice)
              .update();
          jdbc.sql(
                  "INSERT INTO notice_attempt (channel_id, notice_id, tried_at, outcome, detail)"
                      + " VALUES (0, ?, 1, 'refused', ?)")
              .params(notice, secrets.remarkName())
              .update();
          jdbc.sql("INSERT INTO undone_answer VALUES (?, ?, 1)")
              .params(conversation, "undone-" + secrets.mark)
              .update();
          jdbc.sql(
                  "INSERT INTO conversation_trail (conversation_id, noted_at, by_name, what, to_name,"
                      + " note) VALUES (?, 1, 'admin', 'handed_over', 'admin', ?)")
              .params(conversation, secrets.handedOver())
              .update();
          jdbc.sql(
                  "UPDATE conversation SET handed_by = 'admin', handed_note = ?, handed_at = 1"
                      + " WHERE id = ?")
              .params(secrets.handedOver(), conversation)
              .update();
          jdbc.sql("INSERT INTO automatic_reply_sent VALUES (?, 1, 'day', 1)")
              .param(conversation)
              .update();
          jdbc.sql(
                  "INSERT INTO parked_event SELECT 'of the test', max(log_seq), ?, 1 FROM message"
                      + " WHERE conversation_id = ?")
              .params("cannot read " + secrets.said(), conversation)
              .update();
          return true;
        });
  }

  private static long count(String sql, String value) {
    return desk().read(jdbc -> jdbc.sql(sql.formatted(value)).query(Long.class).single());
  }

  private static long entries() {
    try (Connection connection = connection("inbox");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) AS n FROM event")) {
      row.next();
      return row.getLong("n");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** What stays as it was, of the log, rounds and messages. */
  private static Map<String, Object> counts() {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("entries", entries());
    for (String table : List.of("round", "message", "purchase", "conversation")) {
      counts.put(table, count("SELECT count(*) FROM %s", table));
    }
    counts.put(
        "rounds",
        desk()
            .read(jdbc ->
                jdbc.sql(
                        "SELECT id, conversation_id, opened_at, ended_at, outcome, messages"
                            + " FROM round ORDER BY id")
                    .query()
                    .listOfRows()
                    .toString()));
    return counts;
  }

  private static JsonNode figures() {
    return server
        .get(
            "/api/v1/reports/service?from=%s&to=%s&preset=house"
                .formatted(
                    LocalDate.ofInstant(clock().instant(), ZoneOffset.UTC).minusDays(100),
                    LocalDate.ofInstant(clock().instant(), ZoneOffset.UTC).plusDays(2)))
        .path("total");
  }

  /** What the desk shows of one customer. */
  private static Map<String, String> seen(String conversation) {
    String at = "/api/v1/conversations/" + conversation;
    Map<String, String> seen = new LinkedHashMap<>();
    JsonNode messages = server.get(at + "/messages?limit=100").path("messages");
    seen.put("messages", messages.toString());
    seen.put("customer", server.get(at + "/customer").toString());
    for (JsonNode message : messages) {
      String url = message.path(message.path("type").asString()).path("url").asString("");
      if (!url.isEmpty()) {
        HttpResponse<String> file =
            server.send(
                HttpRequest.newBuilder(server.url(url))
                    .header("Authorization", "Bearer " + TestServer.API_KEY));
        assertThat(file.statusCode()).as(url).isEqualTo(200);
        seen.put(url, String.valueOf(file.body().hashCode()));
      }
    }
    return seen;
  }

  /** The readers have taken up all there is. */
  private static void read() {
    Soon.await()
        .until(() ->
            count("SELECT min(seq) FROM reader_cursor WHERE reader <> '%s'", "none") >= entries());
    Soon.await().until(() -> count("SELECT count(*) FROM look_up WHERE kind = '%s'", "order") == 0);
    Soon.await()
        .until(() ->
            count("SELECT max(id) FROM message WHERE id > %s", "0")
                == count("SELECT message_id FROM search_progress WHERE id = %s", "1"));
    Soon.await()
        .until(() ->
            count("SELECT count(*) FROM webhook_delivery WHERE source = '%s'", "conversation")
                >= 4);
  }

  private static String push(Secrets secrets, String msgId, String text) {
    TestPlatform pushes = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
    Shop shop = platform.shop();
    return pushes
        .deliver(
            pushes.write(
                TestPlatform.text(secrets.openId(), msgId, text)
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

  private static int answer(String conversation, String clientId, String text, int hold) {
    return server
        .post(
            "/api/v1/conversations/" + conversation + "/messages",
            "{\"client_id\":\"%s\",\"type\":\"text\",\"text\":{\"content\":\"%s\"},\"hold_seconds\":%d}"
                .formatted(clientId, text, hold))
        .statusCode();
  }

  private static HttpResponse<String> erase(String cookie, String conversation, String openId) {
    return as(
        cookie,
        "POST",
        "/api/v1/conversations/" + conversation + "/erase",
        "{\"open_id\":\"" + openId + "\"}");
  }

  private static HttpResponse<String> as(String cookie, String method, String path, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Cookie", cookie)
            .header("Content-Type", JSON)
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

  // What is on the disk.

  private static Connection connection(String name) throws SQLException {
    return storedOn == Engine.SQLITE
        ? DriverManager.getConnection("jdbc:sqlite:" + folder().resolve(name + ".db"))
        : Engine.connections(folder()).open(Limits.DESK);
  }

  /** In which files and tables each of these texts stands, in whatever form. */
  private static Map<String, String> found(Secrets secrets) throws IOException, SQLException {
    Map<String, String> found = new LinkedHashMap<>();
    Map<String, byte[]> places = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        places.put(folder().relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    if (storedOn == Engine.POSTGRES) {
      places.putAll(dump());
    }
    for (String text : secrets.all()) {
      for (Map.Entry<String, byte[]> form : forms(text).entrySet()) {
        places.forEach((place, bytes) -> {
          if (contains(bytes, form.getValue())) {
            found.merge(text, place + " as " + form.getKey(), (a, b) -> a + "; " + b);
          }
        });
      }
    }
    places.keySet().stream()
        .filter(name -> name.contains(secrets.mark))
        .forEach(name -> found.put(name, "a file's name"));
    return found;
  }

  private static Map<String, byte[]> dump() throws SQLException, IOException {
    Map<String, byte[]> tables = new LinkedHashMap<>();
    try (Connection connection = connection("desk")) {
      List<String> names = new ArrayList<>();
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
        while (row.next()) {
          names.add(row.getString("tablename"));
        }
      }
      for (String name : names) {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY \"" + name + "\" TO STDOUT", rows);
        tables.put(name, rows.toByteArray());
      }
    }
    return tables;
  }

  /** UTF-8, UTF-16, hexadecimal of them, and Base64 of UTF-8 at each of its three places. */
  private static Map<String, byte[]> forms(String text) {
    Map<String, byte[]> forms = new LinkedHashMap<>();
    for (Charset charset :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      byte[] bytes = text.getBytes(charset);
      forms.put(charset.name(), bytes);
      forms.put(
          charset.name() + " in hex",
          HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
      forms.put(
          charset.name() + " in HEX",
          HexFormat.of().withUpperCase().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + utf8.length];
      System.arraycopy(utf8, 0, shifted, before, utf8.length);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      // The first and the last digits are of what stands around it, too.
      int from = before == 0 ? 0 : before + 1;
      int to = encoded.length() - (shifted.length % 3 == 0 ? 0 : 1);
      forms.put(
          "Base64 at " + before, encoded.substring(from, to).getBytes(StandardCharsets.US_ASCII));
      forms.put(
          "Base64 for addresses at " + before,
          encoded
              .substring(from, to)
              .replace('+', '-')
              .replace('/', '_')
              .getBytes(StandardCharsets.US_ASCII));
    }
    return forms;
  }

  private static boolean contains(byte[] bytes, byte[] wanted) {
    int last = bytes.length - wanted.length;
    for (int at = 0; at <= last; at++) {
      if (bytes[at] == wanted[0]
          && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }
}
