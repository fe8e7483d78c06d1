package io.xiaoer.masking;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Frames;
import io.xiaoer.Routes;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.store.Database;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A number that stands everywhere, and whoever sees none. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class MaskingTest {
  private static final String NUMBER = "13812341234";
  private static final String HIDDEN = "138****1234";
  private static final String HOTLINE = "13987654321";
  private static final String OPEN_ID = "oWithANumber";

  @Parameter Engine engine;
  @TempDir static Path data;
  private static Platform platform;
  private static TestServer server;
  private static String admin;
  private static String conversation;
  private static String message;
  private static String order;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    platform = Platform.start();
    Path folder = data.resolve(engine.name());
    server =
        TestServer.start(
            folder,
            Stream.concat(
                    Arrays.stream(TestPlatform.settingsOf(platform)),
                    Arrays.stream(engine.settings(folder)))
                .toArray(String[]::new));
    platform.pushTo(server.url("/callback/main"));
    admin = server.logIn("admin");
    fill();
    for (String role : List.of("agent", "supervisor")) {
      ok(
          as(
              admin,
              "POST",
              "/api/v1/staff",
              "{\"username\":\"masked-%s\",\"name\":\"丙%s\",\"role\":\"%s\",\"shops\":null,\"password\":\"%s\"}"
                  .formatted(role, role, role, TestServer.PASSWORD)));
    }
    ok(as(admin, "PUT", "/api/v1/admin/masking", "{\"roles\":[\"agent\",\"supervisor\"]}"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  private static void fill() {
    Customer customer = platform.customer(OPEN_ID);
    platform.awaitAcknowledged(customer.says("请打" + NUMBER + "给我"), Soon.AT_MOST);
    order = customer.buys("10000000001001");
    customer.pays(order);
    platform.awaitAcknowledged(customer.sharesOrder(order), Soon.AT_MOST);
    conversation = idOf(OPEN_ID);
    String at = "/api/v1/conversations/" + conversation;
    ok(as(admin, "POST", at + "/take", "{\"from\":null}"));
    ok(
        as(
            admin,
            "PATCH",
            at + "/customer",
            "{\"note\":\"备用%1$s\",\"tags\":[\"电%1$s\"],\"remark_name\":\"李%1$s\"}"
                .formatted(NUMBER)));
    assertThat(
            server
                .post(
                    at + "/messages",
                    "{\"client_id\":\"m\",\"type\":\"text\",\"text\":{\"content\":\"记下%s了\"},\"confirmed\":true}"
                        .formatted(NUMBER))
                .statusCode())
        .isEqualTo(202);
    platform.awaitDelivered(customer, 1, Soon.AT_MOST);
    Soon.await()
        .until(() ->
            desk()
                    .read(jdbc ->
                        jdbc.sql(
                                "SELECT count(*) FROM catalog_item WHERE open_id = ? AND body IS NOT NULL")
                            .param(OPEN_ID)
                            .query(Long.class)
                            .single())
                > 0);
    desk()
        .write(jdbc -> {
          jdbc.sql(
                  "UPDATE catalog_item SET body = replace(body, '\"customer_notes\":\"', '\"customer_notes\":\""
                      + NUMBER
                      + " ')")
              .update();
          return jdbc.sql(
                  """
                  INSERT INTO conversation_trail (conversation_id, noted_at, by_name, what, note)
                  VALUES (?, 1, 'admin', 'handed_over', ?)
                  """)
              .params(Long.parseLong(conversation), "回电" + NUMBER)
              .update();
        });
    message = server.get(at + "/messages").path("messages").path(0).path("id").asString();
    Soon.await()
        .until(() -> as(admin, "GET", "/api/v1/search?q=" + NUMBER, "").body().contains(NUMBER));
  }

  @Test
  void noAnswerOfAnyRouteHasTheNumberForWhoSeesNone() {
    for (String role : List.of("agent", "supervisor")) {
      String cookie = server.logIn("masked-" + role);
      Map<String, String> leaks = new TreeMap<>();
      int hidden = 0;
      for (String route : Routes.of(server)) {
        if (route.startsWith("GET ")) {
          for (String path : paths(route.substring("GET ".length()))) {
            String body = as(cookie, "GET", path, "").body();
            if (body.contains(NUMBER)) {
              leaks.put(path, body);
            }
            hidden += body.contains(HIDDEN) ? 1 : 0;
          }
        }
      }
      assertThat(leaks.keySet()).as(role).isEmpty();
      assertThat(hidden).as("answers that hide it").isGreaterThanOrEqualTo(6);
      for (String body :
          List.of(
              as(
                      cookie,
                      "POST",
                      "/api/v1/conversations/" + conversation + "/read",
                      "{\"message_id\":\"" + message + "\"}")
                  .body(),
              as(
                      cookie,
                      "PATCH",
                      "/api/v1/conversations/" + conversation + "/customer",
                      "{\"starred\":true}")
                  .body())) {
        assertThat(body).doesNotContain(NUMBER);
      }
    }
    assertThat(as(admin, "GET", "/api/v1/conversations/" + conversation + "/messages", "").body())
        .contains(NUMBER);
    assertThat(server.get("/api/v1/conversations/" + conversation + "/messages").toString())
        .contains(NUMBER);
    assertThat(server.get("/api/v1/events?limit=100").toString()).contains(NUMBER);
  }

  private static List<String> paths(String pattern) {
    String path =
        pattern
            .replaceFirst("(/conversations/)\\{[^}]*}", "$1" + conversation)
            .replaceFirst("(/messages/)\\{[^}]*}", "$1" + message)
            .replaceFirst("(/api/v1/(?:shops|sending)/)\\{[^}]*}", "$1main")
            .replaceFirst("(/orders/)\\{[^}]*}", "$1" + order)
            .replaceAll("\\{[^}]*}", "1");
    return switch (pattern) {
      case "/api/v1/search" -> List.of(path + "?q=" + NUMBER, path + "?q=" + OPEN_ID);
      case "/api/v1/conversations/{id}/export" ->
          List.of(path + "?format=csv", path + "?format=html");
      case "/api/v1/export" -> List.of(path + "?format=csv");
      case "/api/v1/reports/rounds" -> List.of(path + "?from=2026-01-01&to=2026-01-31");
      default -> List.of(path);
    };
  }

  @Test
  void theLiveConnectionHidesItToo() throws Exception {
    String cookie = server.logIn("masked-agent");
    try (Frames frames = Frames.connect(server, "?after=0", "Cookie", cookie)) {
      platform.awaitAcknowledged(platform.customer(OPEN_ID).says("再打一次" + NUMBER), Soon.AT_MOST);
      assertThat(frames.until("再打一次")).contains(HIDDEN).doesNotContain(NUMBER);
    }
  }

  @Test
  void whoChangesANoteThatTheySeeHiddenDoesNotLoseTheNumber() {
    String cookie = server.logIn("masked-agent");
    String path = "/api/v1/conversations/" + conversation + "/customer";
    HttpResponse<String> changed =
        as(
            cookie,
            "PATCH",
            path,
            "{\"note\":\"备用%1$s，已核对\",\"tags\":[\"电%1$s\"],\"remark_name\":\"李%1$s\"}"
                .formatted(HIDDEN));
    ok(changed);
    assertThat(changed.body()).doesNotContain(NUMBER);
    assertThat(as(admin, "GET", path, "").body())
        .contains("备用" + NUMBER + "，已核对", "电" + NUMBER, "李" + NUMBER);
  }

  @Test
  void aPhraseThatIsSuggestedIsWhole() {
    String phrase = "退换货请拨打售后热线" + HOTLINE;
    ok(as(admin, "PUT", "/api/v1/shops/main/suggestions", "{\"enabled\":true}"));
    ok(
        as(
            admin,
            "POST",
            "/api/v1/phrases",
            """
            {"title":"售后","kind":"text","content":"%s","owner":"team"}
            """
                .formatted(phrase)));
    String cookie = server.logIn("masked-agent");
    Soon.await()
        .until(() ->
            as(cookie, "POST", "/api/v1/shops/main/suggestions/try", "{\"text\":\"退换货请拨打售后热线\"}")
                .body()
                .contains(phrase));
    Customer customer = platform.customer("oAsksForTheHotline");
    platform.awaitAcknowledged(customer.says("退换货请拨打售后热线吗"), Soon.AT_MOST);
    String asked = "/api/v1/conversations/" + idOf("oAsksForTheHotline") + "/suggestions";
    assertThat(as(cookie, "POST", asked, "").body()).contains(phrase);
  }

  @Test
  void onlyAdministratorsSayForWhom() {
    String cookie = server.logIn("masked-supervisor");
    assertThat(as(cookie, "GET", "/api/v1/admin/masking", "").statusCode()).isEqualTo(403);
    assertThat(as(cookie, "PUT", "/api/v1/admin/masking", "{\"roles\":[]}").statusCode())
        .isEqualTo(403);
    assertThat(as(admin, "PUT", "/api/v1/admin/masking", "{}").statusCode()).isEqualTo(400);
    assertThat(
            as(admin, "PUT", "/api/v1/admin/masking", "{\"roles\":[\"administrator\"]}")
                .statusCode())
        .isEqualTo(422);
    assertThat(as(admin, "GET", "/api/v1/audit?what=masking_changed", "").body())
        .contains("agent, supervisor");
  }

  private static String idOf(String openId) {
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

  private static Database desk() {
    return server.bean("desk", Database.class);
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
}
