package io.xiaoer.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.fault.Fault;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What is missing before the switch, as the running server says it. */
@ParameterizedClass
@EnumSource(Engine.class)
class GuideTest {
  private static final String GUIDE = "/api/v1/admin/guide";

  @Parameter Engine engine;

  @TempDir static Path data;
  private static Platform platform;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    platform = Platform.start();
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            TestPlatform.settingsOf(platform, "xiaoer.webhooks.allow[0]=127.0.0.1"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  @Test
  void thePlatformIsAskedOnlyWhenSomebodyWantsItAndItsAnswerIsKept() {
    assertThat(item("clock").path("reason").asString()).isEqualTo("not_checked");
    check("access_token", "main");
    assertThat(reason("access_token")).isEqualTo("good given");
    assertThat(reason("allow_list")).isEqualTo("good allowed");
    assertThat(item("allow_list").path("checked_at").asString()).isNotEmpty();
    check("clock", null);
    assertThat(reason("clock")).isEqualTo("good right");

    platform.next(new Fault.Forbid());
    check("allow_list", "main");
    assertThat(reason("allow_list")).isEqualTo("bad address");
    assertThat(reason("access_token")).isEqualTo("unknown address");
    assertThat(server.get(GUIDE).toString())
        .doesNotContain(platform.shop().appSecret(), platform.shop().token());
  }

  @Test
  void thePublicAddressIsCalledByItsNameAndNoOtherIs() {
    check("push_url", "main");
    for (String wrong :
        new String[] {
          "https://127.0.0.1/path",
          "https://u:p@127.0.0.1",
          "http://169.254.169.254",
          "ftp://x",
          "x"
        }) {
      assertThat(setUrl(wrong).statusCode()).as(wrong).isEqualTo(422);
    }
    assertThat(setUrl("http://10.0.0.1").body()).contains("\"inner_address\"");

    assertThat(setUrl(server.url("/").toString()).statusCode()).isEqualTo(200);
    assertThat(server.get(GUIDE).path("public_url").asString())
        .isEqualTo(server.url("").toString());
    check("push_url", "main");
    assertThat(reason("push_url")).isEqualTo("bad port"); // It answered, at the test's port.
    check("certificate", null);
    assertThat(reason("certificate")).isEqualTo("bad no_https");

    setUrl("http://127.0.0.1:9");
    assertThat(reason("push_url")).isEqualTo("unknown not_checked");
    check("push_url", "main");
    assertThat(reason("push_url")).isEqualTo("bad unreachable");
    setUrl(platform.baseUrl().toString());
    check("push_url", "main");
    assertThat(item("push_url").path("state").asString()).isEqualTo("bad");
  }

  @Test
  void whatIsLeftAsItIsIsNotedAndCanBeListedAgain() {
    assertThat(reason("backup"))
        .isEqualTo(engine == Engine.SQLITE ? "bad never" : "unknown elsewhere");
    assertThat(reason("second_administrator")).isEqualTo("bad missing");
    dismiss("backup", null, true);
    dismiss("probe", "main", true);
    dismiss("probe", "main", true);
    assertThat(item("backup").path("dismissed").path("by").asString()).isEqualTo("api:test");
    dismiss("backup", null, false);
    assertThat(item("backup").path("dismissed").isNull()).isTrue();
    assertThat(item("probe").path("dismissed").isNull()).isFalse();
    JsonNode entries = server.get("/api/v1/audit?what=guide_dismissed").path("entries");
    assertThat(entries.findValuesAsString("subject")).containsExactly("probe main", "backup");
    assertThat(server.get("/api/v1/audit?what=guide_restored").path("entries").size()).isOne();
  }

  @Test
  void aCheckOrShopThatIsNoneIsRefused() {
    assertThat(server.post(GUIDE + "/checks", "{\"name\":\"nothing\"}").statusCode())
        .isEqualTo(400);
    assertThat(server.post(GUIDE + "/checks", "{\"name\":\"push_url\"}").statusCode())
        .isEqualTo(400);
    assertThat(
            server
                .post(GUIDE + "/checks", "{\"name\":\"push_url\",\"shop\":\"none\"}")
                .statusCode())
        .isEqualTo(400);
    assertThat(put(GUIDE + "/dismissals", "{\"name\":\"disk\"}").statusCode()).isEqualTo(400);
    assertThat(put(GUIDE + "/public-url", "{}").statusCode()).isEqualTo(400);
  }

  private static void check(String name, @Nullable String shop) {
    HttpResponse<String> checked =
        server.post(
            GUIDE + "/checks",
            shop == null
                ? "{\"name\":\"%s\"}".formatted(name)
                : "{\"name\":\"%s\",\"shop\":\"%s\"}".formatted(name, shop));
    assertThat(checked.statusCode()).as(checked.body()).isEqualTo(200);
  }

  private static void dismiss(String name, @Nullable String shop, boolean dismissed) {
    String of = shop == null ? "null" : "\"" + shop + "\"";
    HttpResponse<String> done =
        put(
            GUIDE + "/dismissals",
            "{\"name\":\"%s\",\"shop\":%s,\"dismissed\":%s}".formatted(name, of, dismissed));
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
  }

  private static HttpResponse<String> setUrl(String url) {
    return put(GUIDE + "/public-url", "{\"url\":\"%s\"}".formatted(url));
  }

  private static HttpResponse<String> put(String path, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  private static String reason(String name) {
    JsonNode item = item(name);
    return item.path("state").asString() + " " + item.path("reason").asString();
  }

  private static JsonNode item(String name) {
    return server
        .get(GUIDE)
        .path("items")
        .valueStream()
        .filter(one -> one.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
