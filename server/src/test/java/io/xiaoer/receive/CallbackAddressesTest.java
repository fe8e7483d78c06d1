package io.xiaoer.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Absence;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import io.xiaoer.simulator.shop.Shop;
import io.xiaoer.store.Database;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Pushes from the platform's addresses and from others, as a reverse proxy passes them on. */
@ParameterizedClass
@EnumSource(Engine.class)
class CallbackAddressesTest {
  private static final String STRANGER = "203.0.113.9";
  private static final String LISTED = "198.51.100.7";
  private static final String LISTED_V6 = "2402:4e00::7";
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

  /** A list is in force as soon as it is kept. */
  private static final Duration SURELY_IN_FORCE = Duration.ofMillis(300);

  /** What the platform says of the addresses that it pushes to each shop from. */
  private static final Map<String, List<String>> LISTS =
      Map.of(
          "listed", List.of("198.51.100.0/24", "2402:4e00::/32"),
          "empty", List.of(),
          "malformed", List.of("198.51.100.0/24", "all of 203.0.113"),
          "unreachable", List.of("198.51.100.0/24"));

  @Parameter Engine engine;

  @TempDir static Path data;
  private static Map<String, Platform> platforms;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    platforms = new TreeMap<>();
    LISTS.forEach((shop, addresses) -> {
      Platform platform = Platform.start();
      platform.namesPushSources(addresses.toArray(String[]::new));
      platforms.put(shop, platform);
    });
    server = enforcing(engine, true);
    awaitTried();
    awaitList(server);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platforms.values().forEach(Platform::close);
  }

  @Test
  void enforcedRefusesWhatComesFromElsewhereBeforeReadingIt() {
    int before = events();
    double refusedBefore = refused();
    HttpResponse<String> refused = push("listed", STRANGER);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).isNotEmpty().contains("addresses");
    assertThat(push("listed", LISTED).body()).isEqualTo("success");
    assertThat(push("listed", LISTED_V6).body()).isEqualTo("success");
    assertThat(events() - before).isEqualTo(2);
    assertThat(refused() - refusedBefore).isEqualTo(1);
  }

  private static int events() {
    return server.get("/api/v1/events?shop=listed").path("events").size();
  }

  private static double refused() {
    return Math.max(
        0,
        metric(
            server,
            "xiaoer_pushes_total{outcome=\"refused\",reason=\"address_unlisted\",shop=\"listed\"}"));
  }

  @Test
  void aForgedHeaderDoesNotPass() {
    assertThat(push("listed", LISTED + ", " + STRANGER).statusCode())
        .as("written by the sender, passed on by the proxy")
        .isEqualTo(403);
    assertThat(push("listed", STRANGER + ", " + LISTED).body())
        .as("the proxy's own word is the last")
        .isEqualTo("success");
  }

  @Test
  void withoutAListToRelyOnNobodyIsRefused() {
    Absence.holdsFor(
        SURELY_IN_FORCE,
        () -> {
          assertThat(push("unreachable", STRANGER).body()).isEqualTo("success");
          assertThat(push("empty", STRANGER).body()).isEqualTo("success");
        });
  }

  @Test
  void anEntryThatCannotBeReadMayBeTheOneThatCounts() {
    Absence.holdsFor(
        SURELY_IN_FORCE, () -> assertThat(push("malformed", STRANGER).body()).isEqualTo("success"));
    assertThat(metric(server, "xiaoer_callback_addresses{shop=\"malformed\"}")).isZero();
  }

  @Test
  void theListIsThereAfterARestartWithoutThePlatform() {
    server.close();
    server = enforcing(engine, false);
    assertThat(push("listed", STRANGER).statusCode()).isEqualTo(403);
    assertThat(push("listed", LISTED).body()).isEqualTo("success");
  }

  @Test
  void whereNoProxyIsTrustedNobodysWordCounts() {
    try (TestServer direct =
        started(
            engine,
            "direct",
            true,
            "xiaoer.callback-addresses=enforce",
            "xiaoer.trusted-proxies=")) {
      awaitList(direct);
      assertThat(push(direct, "listed", LISTED).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void reportedOnlyEverythingIsLetInAndCountedByWhetherItWasGenuine() {
    try (TestServer reporting =
        started(engine, "reporting", true, "xiaoer.callback-addresses=report")) {
      awaitList(reporting);
      assertThat(push(reporting, "listed", STRANGER).body()).isEqualTo("success");
      assertThat(push(reporting, "listed", LISTED).body()).isEqualTo("success");
      assertThat(garbage(reporting, STRANGER).statusCode()).isEqualTo(403);
      for (String genuine : List.of("yes", "no")) {
        assertThat(
                metric(
                    reporting,
                    "xiaoer_pushes_unlisted_total{genuine=\"%s\",shop=\"listed\"}"
                        .formatted(genuine)))
            .isEqualTo(1);
      }
    }
  }

  private static TestServer enforcing(Engine engine, boolean reachable) {
    return started(
        engine,
        "enforcing",
        reachable,
        "xiaoer.callback-addresses=enforce",
        "xiaoer.trusted-proxies[0]=127.0.0.1");
  }

  /** {@code reachable}: the platform, whose list can be asked for. */
  private static TestServer started(
      Engine engine, String folder, boolean reachable, String... more) {
    List<String> settings = new ArrayList<>(Arrays.asList(more));
    int index = 0;
    for (Map.Entry<String, Platform> one : platforms.entrySet()) {
      Shop shop = one.getValue().shop();
      String at = "xiaoer.shops[" + index++ + "].";
      boolean asked = reachable && !one.getKey().equals("unreachable");
      settings.addAll(
          List.of(
              at + "id=" + one.getKey(),
              at + "user-name=" + shop.userName(),
              at + "app-id=" + shop.appId(),
              at + "app-secret=" + shop.appSecret(),
              at + "token=" + shop.token(),
              at + "encoding-aes-key=" + shop.encodingAesKey(),
              at + "api-base-url=" + (asked ? one.getValue().baseUrl() : NOWHERE)));
    }
    return TestServer.start(
        engine, data.resolve(engine.name()).resolve(folder), settings.toArray(String[]::new));
  }

  private static HttpResponse<String> push(String shop, String from) {
    return push(server, shop, from);
  }

  /** As a proxy on this machine passes it on. */
  private static HttpResponse<String> push(TestServer server, String shop, String from) {
    PushRequest push =
        new TestPlatform(server, shop, Mode.SECURE, Format.JSON)
            .write(
                TestPlatform.text("oAddresses", TestPlatform.nextMsgId(), "在吗"),
                Objects.requireNonNull(platforms.get(shop)).shop().keys(),
                Mode.SECURE);
    return server.send(
        HttpRequest.newBuilder(push.to(server.url("/callback/" + shop)))
            .header("X-Forwarded-For", from)
            .POST(BodyPublishers.ofString(push.body())));
  }

  private static HttpResponse<String> garbage(TestServer server, String from) {
    return server.send(
        HttpRequest.newBuilder(
                server.url(
                    "/callback/listed?msg_signature=0&timestamp=1764400000&nonce=2&encrypt_type=aes"))
            .header("X-Forwarded-For", from)
            .POST(BodyPublishers.ofString("{\"Encrypt\":\"" + "A".repeat(64) + "\"}")));
  }

  private static void awaitList(TestServer server) {
    Soon.await()
        .alias("the list was fetched")
        .until(() -> metric(server, "xiaoer_callback_addresses{shop=\"listed\"}") > 0);
  }

  /** Also the lists that nobody is refused by, or that could not be had. */
  private static void awaitTried() {
    Soon.await()
        .until(() ->
            server
                    .bean("desk", Database.class)
                    .<Long>read(jdbc ->
                        jdbc.sql("SELECT count(*) FROM callback_list WHERE tried_at IS NOT NULL")
                            .query(Long.class)
                            .single())
                == LISTS.size());
  }

  private static double metric(TestServer server, String sample) {
    String text =
        server
            .send(
                HttpRequest.newBuilder(server.url("/actuator/prometheus"))
                    .header("Authorization", "Bearer " + TestServer.API_KEY))
            .body();
    var matcher =
        Pattern.compile("^" + Pattern.quote(sample) + " (\\S+)$", Pattern.MULTILINE).matcher(text);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : -1;
  }
}
