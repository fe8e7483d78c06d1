package io.xiaoer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./xiaoer demo}, as a newcomer starts it. */
class DemoTest {
  @TempDir Path folder;

  @Test
  void printsThreeLinesHasCustomersOfEveryKindWithinTenSecondsAndEndsWithCtrlC() throws Exception {
    int port = Program.freePort();
    int simulatorPort = Program.freePort();
    Program demo =
        Program.start(
            folder.resolve("demo.log"),
            List.of(
                // A build in the background ignores Ctrl-C, and what it starts does so, too.
                "env",
                "--default-signal=INT",
                Program.ROOT.resolve("xiaoer").toString(),
                "demo",
                "--port",
                String.valueOf(port),
                "--sim-port",
                String.valueOf(simulatorPort),
                "--data",
                folder.resolve("demo").toString()));
    try {
      MatchResult login = printed(demo, Pattern.compile("Login: +(\\S+) / (\\S+)"));
      assertThat(demo.output()).contains("http://127.0.0.1:" + port + "/");
      assertThat(demo.output()).contains("http://127.0.0.1:" + simulatorPort + "/");
      URI desk = URI.create("http://127.0.0.1:" + port);
      String cookie = logIn(desk, login.group(1), login.group(2));
      Set<String> wanted =
          Set.of("text", "image", "video", "file", "product_share", "order_share", "voice");
      Soon.await()
          .untilAsserted(() ->
              assertThat(
                      get(desk.resolve("/api/v1/events"), cookie)
                          .path("events")
                          .valueStream()
                          .map(event -> event.path("message").path("type").asString("")))
                  .containsAll(wanted));
    } finally {
      demo.interrupt();
    }
    demo.await(Soon.AT_MOST);
    assertThat(answers(port)).as("the server ended too").isFalse();
    assertThat(answers(simulatorPort)).as("the simulator ended too").isFalse();
  }

  @Test
  void badOptionsAreRefusedInOneLine() {
    for (List<String> wrong :
        List.of(
            List.of("demo", "--port", "abc"),
            List.of("demo", "--what"),
            List.of("serve", "--config", "/none.yaml"),
            List.of("simulate", "--config", "/none.yaml"),
            List.of("nonsense"))) {
      List<String> command = new java.util.ArrayList<>(wrong);
      command.addFirst(Program.ROOT.resolve("xiaoer").toString());
      Program run = Program.start(folder.resolve(wrong.getFirst() + wrong.size()), command);
      assertThat(run.await(Soon.AT_MOST)).as("%s", wrong).isEqualTo(2);
      List<String> lines = run.output().lines().filter(line -> !line.isBlank()).toList();
      assertThat(lines).as("%s", wrong).hasSize(1);
      assertThat(lines.getFirst()).as("names what is wrong").contains(wrong.getLast());
    }
  }

  private static MatchResult printed(Program program, Pattern pattern) {
    return Soon.await()
        .atMost(Program.READY_WITHIN)
        .failFast(() -> assertThat(program.isAlive()).as(program.output()).isTrue())
        .until(() -> pattern.matcher(program.output()).results().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private static String logIn(URI desk, String username, String password) throws Exception {
    HttpResponse<String> answer =
        Program.send(
            HttpRequest.newBuilder(desk.resolve("/api/v1/session"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"username\":\"%s\",\"password\":\"%s\"}"
                            .formatted(username, password))));
    assertThat(answer.statusCode()).isEqualTo(204);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private static JsonNode get(URI url, String cookie) throws Exception {
    return JsonMapper.shared()
        .readTree(Program.send(HttpRequest.newBuilder(url).header("Cookie", cookie)).body());
  }

  private static boolean answers(int port) {
    try {
      Program.get(URI.create("http://127.0.0.1:" + port + "/"));
      return true;
    } catch (java.io.IOException gone) {
      return false;
    }
  }
}
