package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.assist.ScriptedModel;
import io.xiaoer.simulator.Platform;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that has a running server play past rounds. */
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class ReplayCommandTest {
  @TempDir Path folder;
  private Platform platform;
  private ScriptedModel model;
  private TestServer server;
  private Path config;

  @BeforeEach
  void start() throws Exception {
    model = ScriptedModel.start();
    platform = Platform.start();
    server =
        TestServer.start(
            Engine.SQLITE,
            folder.resolve("data"),
            Stream.of(
                    TestPlatform.settingsOf(platform),
                    new String[] {"xiaoer.webhooks.allow[0]=127.0.0.1/32"})
                .flatMap(Stream::of)
                .toArray(String[]::new));
    platform.pushTo(server.url("/callback/main"));
    config = folder.resolve("xiaoer.yaml");
    Files.writeString(
        config,
        "xiaoer: {api-keys: [{name: few, key: few-0123456789abcdef, scopes: [media]}, {name: test, key: %s}]}\n"
            .formatted(TestServer.API_KEY));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    platform.close();
    model.close();
  }

  @Test
  void itSaysWhatItCostsAndBeginsOnlyWhenItIsTold() throws Exception {
    Run off = replay();
    assertThat(off.exitCode).as(off.err).isEqualTo(2);
    assertThat(off.err).contains("No language model is set up");

    send(
        "PUT",
        "/api/v1/admin/assistant",
        "Bearer " + TestServer.API_KEY,
        "{\"draft\":{\"enabled\":true,\"base_url\":\"%s\",\"model\":\"test-model\"}}"
            .formatted(model.baseUrl()));
    answered();
    Run asked = replay();
    assertThat(asked.exitCode).isEqualTo(2);
    assertThat(asked.out).contains("1 calls of test-model at 127.0.0.1:");
    assertThat(asked.err).contains("--yes");
    assertThat(model.asked()).isEmpty();

    Run played = replay("--yes", "--count", "5");
    assertThat(played.exitCode).as(played.err).isZero();
    assertThat(played.out).contains("drafts 1, without 0").contains("95 of 100 within");
    assertThat(model.asked()).hasSize(1);
    assertThat(played.out + played.err).doesNotContain("什么时候发货").doesNotContain(TestServer.API_KEY);

    Run idle = replay("--stop");
    assertThat(idle.exitCode).isEqualTo(2);
    assertThat(idle.err).contains("no replay is running");
    Run wrong = replay("--count", "0");
    assertThat(wrong.exitCode).isEqualTo(2);
    assertThat(wrong.err).contains("422");
    Run nowhere = run("http://127.0.0.1:9/");
    assertThat(nowhere.exitCode).isEqualTo(1);
    assertThat(nowhere.err).contains("is the server running?");
  }

  /** A customer asks, and a person answers; until the round is known. */
  private void answered() throws InterruptedException {
    platform.awaitAcknowledged(platform.customer("oPlayed").says("什么时候发货"), Soon.AT_MOST);
    Soon.await()
        .until(() ->
            server.get("/api/v1/conversations?open_id=oPlayed").path("conversations").size() == 1);
    String id =
        server
            .get("/api/v1/conversations?open_id=oPlayed")
            .path("conversations")
            .path(0)
            .path("id")
            .asString();
    HttpResponse<String> sent =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/conversations/" + id + "/messages"))
                .header("Cookie", server.logIn("admin"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"client_id\":\"a\",\"type\":\"text\",\"text\":{\"content\":\"今天发\"}}")));
    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
    Soon.await()
        .until(() ->
            server.get("/api/v1/assistant/replay-plan?shop=main").path("available").asInt() == 1);
  }

  private void send(String method, String path, String authorization, String json) {
    HttpResponse<String> response =
        server.send(
            HttpRequest.newBuilder(server.url(path))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private record Run(int exitCode, String out, String err) {}

  private Run replay(String... arguments) {
    return run(server.url("/").toString(), arguments);
  }

  private Run run(String url, String... arguments) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int exitCode =
          ReplayCommand.commandLine()
              .execute(
                  Stream.of(
                          new String[] {"--config", config.toString(), "--server", url}, arguments)
                      .flatMap(Stream::of)
                      .toArray(String[]::new));
      return new Run(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }
}
