package io.xiaoer.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Platform;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Suggestions by the API, with customers of the simulator; by words. */
@ParameterizedClass
@EnumSource(Engine.class)
class SuggestionApiTest {
  private static final String SETTING = "/api/v1/shops/main/suggestions";

  @Parameter Engine engine;

  @TempDir static Path data;
  private static Platform platform;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    platform = Platform.start();
    server =
        TestServer.start(engine, data.resolve(engine.name()), TestPlatform.settingsOf(platform));
    platform.pushTo(server.url("/callback/main"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  @Test
  void whatTwoCustomersWereToldIsSuggestedToTheThird() throws InterruptedException {
    JsonNode before = server.get(SETTING);
    assertThat(before.path("enabled").asBoolean()).as("off by default").isFalse();
    assertThat(before.path("engine").asString()).isEqualTo("words");
    assertThat(before.path("threshold").asInt()).isEqualTo(54);
    String first = asks("oFirst", "什么时候发货");
    assertThat(suggested(first).path("enabled").asBoolean()).isFalse();
    assertThat(put("{\"enabled\":true}").path("enabled").asBoolean()).isTrue();

    answers(first, "现货一般48小时内发出");
    answers(asks("oSecond", "今天能发货吗"), "亲，现货一般48小时内发出哦");
    Soon.await()
        .alias("it is learned, and can be found")
        .until(() -> {
          JsonNode now = server.get(SETTING);
          return now.path("answers").asInt() == 1 && now.path("waiting").asInt() == 0;
        });
    String third = asks("oThird", "什么时候发货呀");
    JsonNode found = suggested(third);
    assertThat(found.path("suggestions").size()).as("%s", found).isEqualTo(1);
    JsonNode one = found.path("suggestions").path(0);
    assertThat(one.path("source").asString()).isEqualTo("past_answer");
    assertThat(one.path("text").asString()).isEqualTo("亲，现货一般48小时内发出哦");
    assertThat(one.path("score").asDouble()).isBetween(0.5, 1.0);
    assertThat(one.path("phrase_id").isNull()).isTrue();
    answers(third, "已经发出啦，请放心等等");
    assertThat(suggested(third).path("suggestions").isEmpty()).as("nobody waits").isTrue();
    assertThat(server.get("/api/v1/audit?what=suggestions_changed").path("entries").size())
        .isPositive();
  }

  @Test
  void whatIsWrongIsNamedAndChangesNothing() {
    JsonNode before = server.get(SETTING);
    assertThat(send("PUT", SETTING, "{}").statusCode()).isEqualTo(400);
    assertThat(send("PUT", SETTING, "{\"enabled\":true,\"threshold\":101}").statusCode())
        .isEqualTo(422);
    assertThat(send("POST", SETTING + "/try", "{}").statusCode()).isEqualTo(400);
    assertThat(send("POST", SETTING + "/try", "{\"text\":\" \"}").statusCode()).isEqualTo(400);
    assertThat(
            send("POST", SETTING + "/try", "{\"text\":\"" + "问".repeat(201) + "\"}").statusCode())
        .isEqualTo(422);
    assertThat(send("POST", "/api/v1/shops/other/suggestions/try", "{\"text\":\"a\"}").statusCode())
        .isEqualTo(404);
    assertThat(send("POST", "/api/v1/conversations/999999/suggestions", "{}").statusCode())
        .isEqualTo(404);
    assertThat(server.get(SETTING).path("changed_at")).isEqualTo(before.path("changed_at"));
  }

  private static String asks(String customer, String text) throws InterruptedException {
    platform.awaitAcknowledged(platform.customer(customer).says(text), Soon.AT_MOST);
    return Soon.find(
        "conversation of " + customer,
        () ->
            server
                .get("/api/v1/conversations")
                .path("conversations")
                .valueStream()
                .filter(one -> one.path("open_id").asString().equals(customer))
                .map(one -> one.path("id").asString())
                .findFirst());
  }

  /** As a person at the desk. */
  private static void answers(String conversation, String text) {
    HttpResponse<String> queued =
        server.send(
            HttpRequest.newBuilder(
                    server.url("/api/v1/conversations/" + conversation + "/messages"))
                .header("Cookie", server.logIn("admin"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"client_id":"%s %s","type":"text","text":{"content":"%s"}}
                        """
                            .formatted(conversation, text.hashCode(), text))));
    assertThat(queued.statusCode()).as(queued.body()).isEqualTo(202);
    Soon.await()
        .alias("it is accepted")
        .until(() ->
            server
                .get("/api/v1/conversations/" + conversation + "/messages")
                .path("messages")
                .valueStream()
                .anyMatch(one -> one.path("state").asString("").equals("accepted")));
  }

  private static JsonNode suggested(String conversation) {
    HttpResponse<String> found =
        server.post("/api/v1/conversations/" + conversation + "/suggestions", "");
    assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(found.body());
  }

  private static JsonNode put(String json) {
    HttpResponse<String> changed = send("PUT", SETTING, json);
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(changed.body());
  }

  private static HttpResponse<String> send(String method, String path, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
  }
}
