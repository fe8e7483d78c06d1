package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.secret.Seal;
import io.xiaoer.secret.SealedText;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Secrets that stand sealed in the configuration. */
class SealedSettingsTest {
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String OTHER_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  private static final Seal SEAL = new Seal(Base64.getDecoder().decode(KEY));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aServerStartsWithSealedSecretsWhereverTheyStand(Engine engine) {
    List<String> settings = new ArrayList<>();
    for (String line :
        TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9"))) {
      settings.add(
          line.contains("token=") || line.contains("key=") || line.contains("secret=")
              ? sealed(line)
              : line);
    }
    settings.add("xiaoer.secret-key=" + KEY);
    settings.addAll(
        Arrays.stream(engine.settings(folder))
            .map(line -> line.contains("password=") ? sealed(line) : line)
            .toList());
    assertThat(settings).filteredOn(line -> line.contains("sealed:")).hasSizeGreaterThan(2);
    try (TestServer server = TestServer.start(folder, settings.toArray(String[]::new))) {
      assertThat(
              new TestPlatform(server, "main", Mode.SECURE, Format.JSON)
                  .push(TestPlatform.text("oSealed", TestPlatform.nextMsgId(), "在吗"))
                  .body())
          .isEqualTo("success");
    }
  }

  @Test
  void whatDoesNotOpenIsNamedWithTheMendAndNotShown() throws IOException {
    String token = SealedText.close(SEAL, "theToken");
    Run other = serve(config(token, "secret-key: " + OTHER_KEY));
    assertThat(other.exitCode).isEqualTo(2);
    assertThat(other.lines).hasSize(1);
    assertThat(other.lines.getFirst())
        .startsWith("xiaoer: ")
        .contains("test.yaml", "xiaoer.shops[0].token", "./xiaoer seal")
        .doesNotContain(token.substring(10));
    Run altered =
        serve(
            config(
                token.substring(0, 20)
                    + (token.charAt(20) == 'A' ? 'B' : 'A')
                    + token.substring(21),
                "secret-key: " + KEY));
    assertThat(altered.lines.getFirst()).contains("xiaoer.shops[0].token", "altered");
    Run noText = serve(config("sealed:!?", "secret-key: " + KEY));
    assertThat(noText.lines.getFirst()).contains("xiaoer.shops[0].token", "altered");
    Run noKey = serve(config(token, "secret-key: ''"));
    assertThat(noKey.lines.getFirst())
        .contains("xiaoer.shops[0].token", "no key to open it", "secret.key");
    assertThat(folder.resolve("data/secret.key")).as("another key would not help").doesNotExist();
    Run itself = serve(config(token, "secret-key: " + SealedText.close(SEAL, KEY)));
    assertThat(itself.exitCode).isEqualTo(2);
    assertThat(String.join(" ", itself.lines)).contains("xiaoer.secret-key");
  }

  private static String sealed(String line) {
    int equals = line.indexOf('=');
    return line.substring(0, equals + 1) + SealedText.close(SEAL, line.substring(equals + 1));
  }

  private String config(String token, String keyLine) {
    return """
    xiaoer:
      data-dir: %s
      %s
      admin: {username: admin, password: x}
      shops:
        - id: main
          user-name: gh_0123456789ab
          app-id: wx0123456789abcdef
          app-secret: secret
          token: "%s"
          encoding-aes-key: abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG
    """
        .formatted(folder.resolve("data"), keyLine, token);
  }

  private record Run(int exitCode, List<String> lines) {}

  private Run serve(String config) throws IOException {
    Path file = folder.resolve("test.yaml");
    Files.writeString(file, config);
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    int exitCode;
    try {
      System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
      exitCode = ServeCommand.commandLine().execute("--config", file.toString(), "--port", "0");
    } finally {
      System.setErr(before);
    }
    List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
    return new Run(exitCode, lines.stream().filter(l -> l.startsWith("xiaoer: ")).toList());
  }
}
