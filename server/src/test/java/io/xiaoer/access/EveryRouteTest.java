package io.xiaoer.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import io.xiaoer.Frames;
import io.xiaoer.Routes;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.api.OpenQuery;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Walks every route of the running server and tries it as nobody, as an agent without the shop, as
 * each role and as API keys with one scope. A new route that nobody has classified fails here.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class EveryRouteTest {
  private static final String HIDDEN_CUSTOMER = "oHiddenCustomer";
  private static final String HIDDEN_TEXT = "geheim-verborgen";
  private static final String HIDDEN_SHOP = "hidden";

  /**
   * Ids in a path that belong to no shop. Each is either only the administrator's (who sees all),
   * or its feature says here how it keeps others out.
   */
  private static final Map<String, String> IDS_OF_NO_SHOP =
      new TreeMap<>(
          Map.of(
              "/api/v1/me/passkeys/{id}",
              "PasskeyTable looks among those of the caller only (PasskeyTest)",
              "/api/v1/calendars/{year}",
              "public holidays are the same for everybody",
              "/api/v1/colleagues/{username}/state",
              "Accounts looks among the colleagues of the caller only (BoardTest)",
              "/api/v1/me/push-devices/{id}",
              "PushDeviceController looks among those of the caller only (WebPushTest)",
              "/api/v1/me/push-devices/{id}/test",
              "PushDeviceController looks among those of the caller only (WebPushTest)",
              "/api/v1/me/sessions/{id}",
              "Sessions looks among those of the caller only (StaffTest)",
              "/api/v1/reports/presets/{id}",
              "a rule for figures is the same for all shops"));

  /** Everything that a key may, in one shop. */
  private static final List<String> SCOPES_OF_ONE_SHOP =
      List.of("events.read", "conversations.read", "conversations.write", "media", "catalog");

  @Parameter Engine engine;

  @TempDir static Path data;
  private static TestServer server;
  private static String hiddenConversation;
  private static String hiddenMessage;
  private static String shownConversation;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) throws InterruptedException {
    URI nowhere = URI.create("http://127.0.0.1:9");
    List<String> settings = new ArrayList<>();
    settings.addAll(List.of(TestPlatform.settings(0, "shown", Mode.SECURE, nowhere)));
    settings.addAll(List.of(TestPlatform.settings(1, HIDDEN_SHOP, Mode.SECURE, nowhere)));
    int at = 1;
    for (Scope scope : Scope.values()) {
      settings.add("xiaoer.api-keys[%d].name=%s".formatted(at, scope.word()));
      settings.add("xiaoer.api-keys[%d].key=%s".formatted(at, key(scope)));
      settings.add("xiaoer.api-keys[%d].scopes=%s".formatted(at, scope.word()));
      at++;
    }
    server = TestServer.start(engine, data.resolve(engine.name()), settings.toArray(String[]::new));
    new TestPlatform(server, HIDDEN_SHOP, Mode.SECURE, Format.JSON)
        .push(TestPlatform.text(HIDDEN_CUSTOMER, TestPlatform.nextMsgId(), HIDDEN_TEXT));
    new TestPlatform(server, "shown", Mode.SECURE, Format.JSON)
        .push(TestPlatform.text("oShownCustomer", TestPlatform.nextMsgId(), "sichtbar"));
    hiddenConversation = await(HIDDEN_SHOP);
    shownConversation = await("shown");
    hiddenMessage =
        server
            .get("/api/v1/conversations/" + hiddenConversation + "/messages")
            .path("messages")
            .path(0)
            .path("id")
            .asString();
    add("agent", "agent", "[\"shown\"]");
    add("none", "agent", "[]");
    add("boss", "supervisor", "[\"shown\"]");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  private record Route(String method, String path, HandlerMethod handler) {
    Optional<Permission> needs() {
      return AuthorizationInterceptor.needs(handler);
    }

    boolean isOpen() {
      return handler.hasMethodAnnotation(PublicRoute.class);
    }

    boolean takesAnyQuery() {
      return handler.hasMethodAnnotation(OpenQuery.class);
    }

    /** With the hidden shop's things in place of the ids. */
    String hidden() {
      return path.replaceFirst("(/conversations/)\\{[^}]*}", "$1" + hiddenConversation)
          .replaceFirst("(/messages/)\\{[^}]*}", "$1" + hiddenMessage)
          .replaceFirst("(/api/v1/(?:shops|sending)/)\\{[^}]*}", "$1" + HIDDEN_SHOP)
          .replaceAll("\\{[^}]*}", "1");
    }

    /** The same with ids of nothing. */
    String unknown() {
      return hidden()
          .replace("/" + hiddenConversation, "/999999")
          .replace("/" + hiddenMessage, "/999999")
          .replace("/" + HIDDEN_SHOP, "/nosuch");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private static List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    server
        .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach((mapping, handler) ->
            mapping.getPatternValues().stream()
                .filter(path -> path.startsWith("/api/"))
                .forEach(path ->
                    mapping
                        .getMethodsCondition()
                        .getMethods()
                        .forEach(method -> routes.add(new Route(method.name(), path, handler)))));
    assertThat(routes).hasSameSizeAs(Routes.of(server));
    return routes;
  }

  @Test
  void everyRouteIsClassifiedAndEveryIdBelongsToAShopOrIsExplained() {
    assertThat(routes())
        .allSatisfy(route -> {
          assertThat(route.isOpen() || route.needs().isPresent())
              .as("%s: say @Needs(Permission.…) on the method or its controller", route)
              .isTrue();
          if (route.path.contains("{") && route.needs().filter(EveryRouteTest::small).isPresent()) {
            assertThat(gated(route) || IDS_OF_NO_SHOP.containsKey(route.path))
                .as("%s: bring a Gate for its id, or say here why it belongs to no shop", route)
                .isTrue();
          }
        });
  }

  /** What people need who may not see every shop. */
  private static boolean small(Permission permission) {
    return permission.least() != Caller.Role.ADMINISTRATOR;
  }

  private static boolean gated(Route route) {
    return server.gates().stream().anyMatch(gate -> route.path.startsWith(gate.prefix() + "{"));
  }

  @Test
  void nobodyIsLetIn() {
    for (Route route : routes()) {
      if (!route.isOpen()) {
        assertThat(status(route, Credential.nobody())).as("%s", route).isEqualTo(401);
      }
    }
  }

  @Test
  void eachRoleIsLetInWhereItsPermissionsSayAndNowhereElse() {
    for (Caller.Role role : Caller.Role.values()) {
      Credential who =
          switch (role) {
            case AGENT -> Credential.login("agent");
            case SUPERVISOR -> Credential.login("boss");
            case ADMINISTRATOR -> Credential.login("admin");
          };
      for (Route route : routes()) {
        Permission needed = route.needs().orElse(Permission.KNOWN);
        boolean may = role.compareTo(needed.least()) >= 0;
        if (!route.isOpen() && !(may && isHarmful(route))) {
          assertThat(statusOfNothing(route, who) == 403)
              .as("%s as %s, which needs %s", route, role, needed)
              .isEqualTo(!may);
        }
      }
    }
  }

  /** Ends the session that the walk is made with. */
  private static boolean isHarmful(Route route) {
    return route.toString().equals("DELETE /api/v1/session");
  }

  @Test
  void aKeyWithOneScopeOpensTheRoutesOfThatScopeOnly() {
    for (Scope scope : Scope.values()) {
      for (Route route : routes()) {
        Permission needed = route.needs().orElse(Permission.KNOWN);
        boolean may =
            needed == Permission.ENTRY
                || needed == Permission.KNOWN
                || needed.scope().filter(scope::equals).isPresent();
        if (!route.isOpen()) {
          assertThat(statusOfNothing(route, Credential.key(key(scope))) == 403)
              .as("%s with a key for %s only, which needs %s", route, scope.word(), needed)
              .isEqualTo(!may);
        }
      }
    }
  }

  @Test
  void whatIsInAShopThatSomebodyDoesNotSeeIsNotThere() {
    for (String name : List.of("agent", "none", "boss")) {
      Credential who = Credential.login(name);
      for (Route route : routes()) {
        if (route.isOpen() || isHarmful(route)) {
          continue;
        }
        HttpResponse<String> answer = send(route, who);
        assertThat(answer.body())
            .as("%s as %s", route, name)
            .doesNotContain(HIDDEN_CUSTOMER, HIDDEN_TEXT, "\"" + HIDDEN_SHOP + "\"");
        if (gated(route)) {
          assertThat(answer.statusCode()).as("%s as %s", route, name).isIn(403, 404);
          assertThat(detail(request(route.method, route.unknown(), who)))
              .as("%s says the same of what does not exist", route)
              .isEqualTo(detail(answer));
        }
      }
    }
  }

  @Test
  void aKeyForOneShopSeesNothingOfAnother() {
    HttpResponse<String> made =
        server.post(
            "/api/v1/admin/api-keys",
            "{\"name\":\"of one shop\",\"scopes\":[\"%s\"],\"shops\":[\"shown\"]}"
                .formatted(String.join("\",\"", SCOPES_OF_ONE_SHOP)));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    Credential key =
        Credential.key(JsonMapper.shared().readTree(made.body()).path("key").asString());
    for (Route route : routes()) {
      if (!route.isOpen() && !isHarmful(route)) {
        HttpResponse<String> answer = send(route, key);
        assertThat(answer.body())
            .as("%s", route)
            .doesNotContain(HIDDEN_CUSTOMER, HIDDEN_TEXT, "\"" + HIDDEN_SHOP + "\"");
        if (gated(route)) {
          assertThat(answer.statusCode()).as("%s", route).isIn(403, 404);
        }
      }
    }
    assertThat(ids(key)).containsExactly(shownConversation);
    assertThat(request("GET", "/api/v1/events", key).body())
        .contains("oShownCustomer")
        .doesNotContain(HIDDEN_CUSTOMER);
    assertThat(request("GET", "/api/v1/session", key).body()).contains("\"shops\":[\"shown\"]");
    assertThat(measure(key)).as("measurements name all shops").isEqualTo(403);
  }

  private static String detail(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body()).path("detail").asString();
  }

  @Test
  void aQueryParameterThatARouteDoesNotHaveIsRefusedAndNamed() {
    for (Route route : routes()) {
      if (isHarmful(route) || route.takesAnyQuery()) {
        continue;
      }
      HttpResponse<String> refused =
          request(route.method, route.hidden() + "?no_such_parameter=1", admin());
      assertThat(refused.statusCode()).as("%s: %s", route, refused.body()).isEqualTo(400);
      assertThat(refused.body())
          .as("%s", route)
          .contains("\"unknown_parameter\"", "\"no_such_parameter\"");
    }
  }

  @Test
  void aShopNamedInTheQueryThatIsNotSeenIsNamedLikeNone() {
    Credential agent = Credential.login("agent");
    for (String path : List.of("/api/v1/conversations", "/api/v1/shops")) {
      HttpResponse<String> hidden = request("GET", path + "?shop=" + HIDDEN_SHOP, agent);
      HttpResponse<String> none = request("GET", path + "?shop=nosuch", agent);
      assertThat(hidden.statusCode()).isEqualTo(none.statusCode()).isEqualTo(400);
      assertThat(hidden.body()).isEqualTo(none.body());
      assertThat(request("GET", path + "?shop=shown", agent).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aSearchFindsInVisibleShopsOnly() {
    for (String question :
        List.of(
            "q=geheim",
            "q=" + HIDDEN_CUSTOMER,
            "direction=in",
            "from=2020-01-01T00:00:00Z",
            "q=geheim&shop=" + HIDDEN_SHOP)) {
      String path = "/api/v1/search?" + question;
      Soon.await()
          .alias(path + " finds what is there")
          .until(() -> request("GET", path, admin()).body().contains(HIDDEN_CUSTOMER));
      for (String name : List.of("agent", "none", "boss")) {
        assertThat(request("GET", path, Credential.login(name)).body())
            .as("%s as %s", path, name)
            .doesNotContain(HIDDEN_CUSTOMER, HIDDEN_TEXT, "\"" + HIDDEN_SHOP + "\"");
      }
    }
    assertThat(
            request(
                    "GET",
                    "/api/v1/conversations/%s/messages?around=%s"
                        .formatted(shownConversation, hiddenMessage),
                    Credential.login("agent"))
                .statusCode())
        .isEqualTo(404);
  }

  private static Credential admin() {
    return Credential.login("admin");
  }

  @Test
  void anAddressWrittenInAnotherWayIsTheSameAddress() {
    Credential agent = Credential.login("agent");
    for (String path :
        List.of("/%61pi/v1/staff", "/api/v1/%73taff", "/api/v1/staff/", "/api/v1/staff;x=1")) {
      assertThat(request("GET", path, agent).statusCode()).as(path).isIn(400, 403, 404);
    }
    for (String path :
        List.of(
            "/%61pi/v1/conversations/" + hiddenConversation,
            "/api/v1/%63onversations/" + hiddenConversation,
            "/api/v1/conversations/0" + hiddenConversation,
            "/api/v1/conversations/%3" + hiddenConversation.charAt(0))) {
      HttpResponse<String> answer = request("GET", path, agent);
      assertThat(answer.statusCode()).as(path).isIn(200, 400, 404);
      assertThat(answer.body()).as(path).doesNotContain(HIDDEN_CUSTOMER);
    }
  }

  @Test
  void listsHoldTheVisibleShopsOnly() {
    assertThat(ids(Credential.login("agent"))).containsExactly(shownConversation);
    assertThat(ids(Credential.login("none"))).isEmpty();
    assertThat(ids(Credential.login("admin")))
        .containsExactlyInAnyOrder(shownConversation, hiddenConversation);
  }

  @Test
  void measurementsNameShopsAndAreForAdministratorsAndMachines() {
    assertThat(measure(Credential.login("agent"))).isEqualTo(403);
    assertThat(measure(Credential.login("boss"))).isEqualTo(403);
    assertThat(measure(Credential.login("admin"))).isEqualTo(200);
    assertThat(measure(Credential.key(key(Scope.MEDIA)))).isEqualTo(200);
  }

  private static int measure(Credential who) {
    return server
        .send(
            HttpRequest.newBuilder(server.url("/actuator/prometheus"))
                .header(who.header, who.value))
        .statusCode();
  }

  @Test
  void theLiveConnectionShowsAndCatchesUpWithVisibleShopsOnly() throws Exception {
    TestPlatform hidden = new TestPlatform(server, HIDDEN_SHOP, Mode.SECURE, Format.JSON);
    TestPlatform shown = new TestPlatform(server, "shown", Mode.SECURE, Format.JSON);
    String cookie = Credential.login("agent").value;
    try (Frames agent = Frames.connect(server, "?after=0", "Cookie", cookie);
        Frames admin =
            Frames.connect(server, "?after=0", "Cookie", Credential.login("admin").value)) {
      hidden.push(TestPlatform.text("oHiddenLive", TestPlatform.nextMsgId(), HIDDEN_TEXT + "1"));
      shown.push(TestPlatform.text("oShownLive", TestPlatform.nextMsgId(), "letztes"));
      assertThat(admin.until("letztes")).contains(HIDDEN_TEXT + "1", HIDDEN_CUSTOMER);
      assertThat(agent.until("letztes"))
          .contains("sichtbar", "letztes")
          .doesNotContain(HIDDEN_TEXT, HIDDEN_CUSTOMER, "oHiddenLive", HIDDEN_SHOP);
    }
  }

  @Test
  void aKeyThatMayNotReadConversationsGetsNoLiveConnection() {
    assertThatThrownBy(
            () -> Frames.connect(server, "", "Authorization", "Bearer " + key(Scope.MEDIA)).close())
        .hasMessageContaining("WebSocketHandshakeException");
  }

  private static List<String> ids(Credential who) {
    JsonNode list =
        JsonMapper.shared().readTree(request("GET", "/api/v1/conversations", who).body());
    return list.path("conversations")
        .valueStream()
        .filter(one -> !one.path("open_id").asString().endsWith("Live"))
        .map(one -> one.path("id").asString())
        .toList();
  }

  private static int status(Route route, Credential who) {
    return send(route, who).statusCode();
  }

  private static HttpResponse<String> send(Route route, Credential who) {
    return request(route.method, route.hidden(), who);
  }

  /** With ids of nothing, so that who is let in changes nothing and has nothing looked up. */
  private static int statusOfNothing(Route route, Credential who) {
    return request(route.method, route.unknown(), who).statusCode();
  }

  private static HttpResponse<String> request(String method, String path, Credential who) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.url(path))
            .header("Content-Type", "application/json")
            // A body of the wrong form, so that what is let in changes nothing.
            .method(method, BodyPublishers.ofString("[]"));
    if (!who.header.isEmpty()) {
      request.header(who.header, who.value);
    }
    return server.send(request);
  }

  private record Credential(String header, String value) {
    private static final Map<String, Credential> LOGINS = new TreeMap<>();

    static Credential nobody() {
      return new Credential("", "");
    }

    static Credential key(String key) {
      return new Credential("Authorization", "Bearer " + key);
    }

    /** One session for each, on this server. */
    static Credential login(String username) {
      return LOGINS.computeIfAbsent(
          server.url("/") + username, _ -> new Credential("Cookie", server.logIn(username)));
    }
  }

  private static String key(Scope scope) {
    return "0123456789abcdef-" + scope.word();
  }

  private static void add(String username, String role, String shops) {
    HttpResponse<String> added =
        server.post(
            "/api/v1/staff",
            "{\"username\":\"%s\",\"role\":\"%s\",\"shops\":%s,\"password\":\"%s\"}"
                .formatted(username, role, shops, TestServer.PASSWORD));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
  }

  private static String await(String shop) {
    return Soon.find(
        "conversation of " + shop,
        () ->
            server
                .get("/api/v1/conversations?shop=" + shop)
                .path("conversations")
                .valueStream()
                .map(found -> found.path("id").asString())
                .findFirst());
  }
}
