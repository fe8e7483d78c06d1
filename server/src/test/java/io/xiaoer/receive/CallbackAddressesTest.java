package io.xiaoer.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import io.xiaoer.simulator.shop.Shop;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Pushes from the platform's addresses and from others, as a reverse proxy passes them on. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(120)
class CallbackAddressesTest {
  private static final String STRANGER = "203.0.113.9";
  private static final String LISTED = "198.51.100.7";
  private static final String BY_THE_PROXY = "xiaoer.trusted-proxies[0]=127.0.0.1";
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

  @Parameter Engine engine;
  @TempDir Path data;

  @Test
  void reportedOnlyEverythingIsLetInAndCountedByWhetherItWasGenuine() throws Exception {
    try (Platform platform = listing("198.51.100.0/24");
        TestServer server = start(platform, platform.baseUrl(), "report")) {
      awaitList(server);
      assertThat(push(platform, server, STRANGER).body()).isEqualTo("success");
      assertThat(push(platform, server, LISTED).body()).isEqualTo("success");
      assertThat(garbage(server, STRANGER).statusCode()).isEqualTo(403);
      assertThat(metric(server, "xiaoer_pushes_unlisted_total{genuine=\"yes\",shop=\"main\"}"))
          .isEqualTo(1);
      assertThat(metric(server, "xiaoer_pushes_unlisted_total{genuine=\"no\",shop=\"main\"}"))
          .isEqualTo(1);
    }
  }

  @Test
  void enforcedRefusesWhatComesFromElsewhereBeforeReadingIt() throws Exception {
    try (Platform platform = listing("198.51.100.0/24", "2402:4e00::/32");
        TestServer server = start(platform, platform.baseUrl(), "enforce", BY_THE_PROXY)) {
      awaitList(server);
      HttpResponse<String> refused = push(platform, server, STRANGER);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).isNotEmpty().contains("addresses");
      assertThat(push(platform, server, LISTED).body()).isEqualTo("success");
      assertThat(push(platform, server, "2402:4e00::7").body()).isEqualTo("success");
      assertThat(server.get("/api/v1/events").path("events")).hasSize(2);
      assertThat(
              metric(
                  server,
                  "xiaoer_pushes_total{outcome=\"refused\",reason=\"address_unlisted\",shop=\"main\"}"))
          .isEqualTo(1);
    }
  }

  @Test
  void aForgedHeaderDoesNotPass() throws Exception {
    try (Platform platform = listing("198.51.100.0/24")) {
      try (TestServer server = start(platform, platform.baseUrl(), "enforce", BY_THE_PROXY)) {
        awaitList(server);
        assertThat(push(platform, server, LISTED + ", " + STRANGER).statusCode())
            .as("written by the sender, passed on by the proxy")
            .isEqualTo(403);
        assertThat(push(platform, server, STRANGER + ", " + LISTED).body())
            .as("the proxy's own word is the last")
            .isEqualTo("success");
      }
      try (TestServer server =
          start(platform, platform.baseUrl(), "enforce", "xiaoer.trusted-proxies=")) {
        awaitList(server);
        assertThat(push(platform, server, LISTED).statusCode())
            .as("no proxy is trusted, so nobody's word counts")
            .isEqualTo(403);
      }
    }
  }

  @Test
  void theListIsThereAfterARestartWithoutThePlatform() throws Exception {
    try (Platform platform = listing("198.51.100.0/24")) {
      try (TestServer server = start(platform, platform.baseUrl(), "enforce", BY_THE_PROXY)) {
        awaitList(server);
      }
      try (TestServer server = start(platform, NOWHERE, "enforce", BY_THE_PROXY)) {
        assertThat(push(platform, server, STRANGER).statusCode()).isEqualTo(403);
        assertThat(push(platform, server, LISTED).body()).isEqualTo("success");
      }
    }
  }

  @Test
  void withoutAListToRelyOnNobodyIsRefused() throws Exception {
    try (Platform platform = listing()) {
      try (TestServer unreachable = start(platform, NOWHERE, "enforce", BY_THE_PROXY)) {
        assertThat(push(platform, unreachable, STRANGER).body()).isEqualTo("success");
      }
    }
    try (Platform empty = listing();
        TestServer server = start(empty, empty.baseUrl(), "enforce", BY_THE_PROXY)) {
      Thread.sleep(1_000); // long enough for the list to be fetched
      assertThat(push(empty, server, STRANGER).body()).isEqualTo("success");
    }
  }

  @Test
  void anEntryThatCannotBeReadMayBeTheOneThatCounts() throws Exception {
    try (Platform platform = listing("198.51.100.0/24", "all of 203.0.113");
        TestServer server = start(platform, platform.baseUrl(), "enforce", BY_THE_PROXY)) {
      Thread.sleep(1_000);
      assertThat(push(platform, server, STRANGER).body()).isEqualTo("success");
      assertThat(metric(server, "xiaoer_callback_addresses{shop=\"main\"}")).isZero();
    }
  }

  private static Platform listing(String... addresses) {
    Platform platform = Platform.start();
    platform.namesPushSources(addresses);
    return platform;
  }

  private TestServer start(Platform platform, URI api, String mode, String... more) {
    Shop shop = platform.shop();
    List<String> settings =
        new ArrayList<>(
            List.of(
                "xiaoer.callback-addresses=" + mode,
                "xiaoer.shops[0].id=main",
                "xiaoer.shops[0].user-name=" + shop.userName(),
                "xiaoer.shops[0].app-id=" + shop.appId(),
                "xiaoer.shops[0].app-secret=" + shop.appSecret(),
                "xiaoer.shops[0].token=" + shop.token(),
                "xiaoer.shops[0].encoding-aes-key=" + shop.encodingAesKey(),
                "xiaoer.shops[0].api-base-url=" + api));
    settings.addAll(Arrays.asList(more));
    return TestServer.start(engine, data, settings.toArray(String[]::new));
  }

  /** As a proxy on this machine passes it on. */
  private static HttpResponse<String> push(Platform platform, TestServer server, String from) {
    PushRequest push =
        new TestPlatform(server, "main", Mode.SECURE, Format.JSON)
            .write(
                TestPlatform.text("oAddresses", TestPlatform.nextMsgId(), "在吗"),
                platform.shop().keys(),
                Mode.SECURE);
    return server.send(
        HttpRequest.newBuilder(push.to(server.url("/callback/main")))
            .header("X-Forwarded-For", from)
            .POST(BodyPublishers.ofString(push.body())));
  }

  private static HttpResponse<String> garbage(TestServer server, String from) {
    return server.send(
        HttpRequest.newBuilder(
                server.url("/callback/main?msg_signature=0&timestamp=1&nonce=2&encrypt_type=aes"))
            .header("X-Forwarded-For", from)
            .POST(BodyPublishers.ofString("{\"Encrypt\":\"AAAA\"}")));
  }

  private static void awaitList(TestServer server) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      if (metric(server, "xiaoer_callback_addresses{shop=\"main\"}") > 0) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("the list was not fetched");
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
