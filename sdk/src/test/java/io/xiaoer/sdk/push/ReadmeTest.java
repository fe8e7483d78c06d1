package io.xiaoer.sdk.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.sdk.event.Samples;
import io.xiaoer.sdk.push.Platform.Push;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that the read-me shows, as its reader runs it. */
class ReadmeTest {
  private static final Pattern PROGRAM =
      Pattern.compile("```java\\n(import .*?public class Main .*?)```", Pattern.DOTALL);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder;

  @Test
  void theReceiverOfTheReadmeReceives() throws Exception {
    compile();
    Path file = folder.resolve("events");
    int port = freePort();
    Process program = start(port, file);
    try {
      URI url = URI.create("http://127.0.0.1:" + port + "/callback/main");
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> answers(url));
      String check = Platform.plainQuery(Platform.TOKEN) + "&echostr=4375120948345356249";
      assertThat(get(url + "?" + check).body()).isEqualTo("4375120948345356249");

      Push push = Platform.push(Mode.SECURE, Samples.json("\"text\":{\"content\":\"在的 😀\"}"));
      assertThat(post(url + "?" + push.query(), push.body()).body()).isEqualTo("success");
      assertThat(Files.readString(file)).contains("在的 😀").endsWith("\n");

      HttpResponse<String> forged =
          post(url + "?" + push.query().replace("msg_signature=", "msg_signature=0"), push.body());
      assertThat(forged.statusCode()).isEqualTo(403);
      assertThat(forged.body()).isNotEmpty();
      assertThat(post(url + "?" + push.query(), new byte[(1 << 20) + 1]).statusCode())
          .isEqualTo(413);
      assertThat(Files.readAllLines(file)).hasSize(1);
    } finally {
      program.destroyForcibly();
    }
  }

  private void compile() throws IOException {
    Matcher program = PROGRAM.matcher(Files.readString(Path.of("README.md")));
    assertThat(program.find()).isTrue();
    Path source = folder.resolve("Main.java");
    Files.writeString(source, program.group(1));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "--release",
                    "17",
                    "-Xlint:all",
                    "-Werror",
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    folder.toString(),
                    source.toString()))
        .isZero();
  }

  private Process start(int port, Path file) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder
                    + System.getProperty("path.separator")
                    + System.getProperty("java.class.path"),
                "Main",
                String.valueOf(port),
                Platform.APP_ID,
                Platform.TOKEN,
                Platform.KEY,
                file.toString()))
        .inheritIO()
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  private static boolean answers(URI url) {
    try {
      return get(url.toString()).statusCode() > 0;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String url, byte[] body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofByteArray(body)).build(),
        BodyHandlers.ofString());
  }
}
