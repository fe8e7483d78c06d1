package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program as an operator starts it for the first time, on an empty database and on a machine
 * whose language writes numbers with digits of its own.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class FirstStartTest {
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final Pattern READY = Pattern.compile("is ready on port (\\d+)");
  private static final Pattern LOGIN = Pattern.compile("First login: admin / (\\S+)");

  /** Any digit but those of ASCII. */
  private static final Pattern FOREIGN_DIGIT = Pattern.compile("[\\p{Nd}&&[^0-9]]");

  @Parameter Engine engine;

  @TempDir static Path folder;
  private static Process program;
  private static Path output;
  private static URI base;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve(engine.name()));
    StringBuilder config = new StringBuilder("server.port: 0\n");
    List<String> settings = new ArrayList<>();
    settings.add("xiaoer.data-dir=" + home.resolve("data"));
    settings.add("xiaoer.api-keys[0].name=test");
    settings.add("xiaoer.api-keys[0].key=" + TestServer.API_KEY);
    settings.addAll(
        List.of(TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9"))));
    if (engine == Engine.POSTGRES) {
      Engine.emptyUrl(home);
      settings.addAll(List.of(engine.settings(home)));
    }
    for (String setting : settings) {
      config.append(setting.replaceFirst("=", ": '")).append("'\n");
    }
    Path file = Files.writeString(home.resolve("xiaoer.yaml"), config);
    output = home.resolve("output");
    program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                XiaoerApplication.class.getName(),
                "--config",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    base = URI.create("http://127.0.0.1:" + port());
  }

  private static String port() throws IOException {
    Soon.await()
        .atMost(READY_WITHIN)
        .failFast(() -> assertThat(program.isAlive()).as(Files.readString(output)).isTrue())
        .untilAsserted(() -> {
          // The password follows the line that says where it listens.
          String printed = Files.readString(output);
          assertThat(printed).containsPattern(READY);
          assertThat(LOGIN.matcher(printed).results()).hasSize(2);
        });
    return READY.matcher(Files.readString(output)).results().findFirst().orElseThrow().group(1);
  }

  @AfterParameterizedClassInvocation
  static void stop() throws InterruptedException {
    program.destroy();
    if (!program.waitFor(30, TimeUnit.SECONDS)) {
      program.destroyForcibly();
    }
  }

  @Test
  void theGeneratedPasswordIsPrintedAtOnceAndAgainBelowEverythingElse() throws IOException {
    List<String> lines = Files.readString(output).lines().toList();
    List<String> logins = lines.stream().filter(line -> LOGIN.matcher(line).matches()).toList();
    assertThat(logins).hasSize(2);
    assertThat(logins.getFirst()).isEqualTo(logins.getLast());
    assertThat(lines.getLast()).isEqualTo(logins.getLast());
    assertThat(lines.stream().filter(line -> READY.matcher(line).find())).hasSize(1);

    String password = logins.getFirst().replaceFirst(".* / ", "");
    HttpResponse<String> login =
        send(
            HttpRequest.newBuilder(base.resolve("/api/v1/session"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"username\":\"admin\",\"password\":\"%s\"}".formatted(password))));
    assertThat(login.statusCode()).as(login.body()).isEqualTo(204);
    assertDigits(login);
  }

  @Test
  void numbersForMachinesHaveDigitsThatMachinesRead() {
    assertThat(push()).isEqualTo("success");
    JsonNode uploaded =
        JsonMapper.shared()
            .readTree(
                send(known("/api/v1/media")
                        .header("Content-Type", "multipart/form-data; boundary=xx")
                        .POST(
                            BodyPublishers.ofString(
                                "--xx\r\nContent-Disposition: form-data; name=\"file\";"
                                    + " filename=\"n.txt\"\r\n\r\n0123456789\r\n--xx--\r\n")))
                    .body());
    HttpResponse<String> part =
        send(known(uploaded.path("url").asString()).header("Range", "bytes=2-5"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("2345");
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 2-5/10");
    HttpResponse<String> beyond =
        send(known(uploaded.path("url").asString()).header("Range", "bytes=20-"));
    assertThat(beyond.headers().firstValue("Content-Range")).hasValue("bytes */10");

    for (String path :
        List.of(
            "/api/v1/conversations",
            "/api/v1/events",
            "/api/v1/admin/system",
            "/api/v1/admin/shops",
            "/api/v1/sending",
            "/api/v1/openapi.json",
            "/api/v1/export?format=csv",
            "/actuator/prometheus")) {
      HttpResponse<String> answer = send(known(path));
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertDigits(answer);
    }
  }

  private String push() {
    PushRequest push =
        new EnvelopeWriter(Chance.from(new Random(1)))
            .push(
                TestPlatform.text("oDigits", TestPlatform.nextMsgId(), "12"),
                TestPlatform.keys(),
                Mode.SECURE,
                Format.JSON,
                TestPlatform.NOW);
    return send(HttpRequest.newBuilder(push.to(base.resolve("/callback/main")))
            .header("Content-Type", push.contentType())
            .POST(BodyPublishers.ofString(push.body())))
        .body();
  }

  private static void assertDigits(HttpResponse<String> answer) {
    assertThat(FOREIGN_DIGIT.matcher(answer.headers().map() + answer.body()).results())
        .as(answer.uri().getPath())
        .isEmpty();
  }

  private static HttpRequest.Builder known(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .header("Authorization", "Bearer " + TestServer.API_KEY);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
