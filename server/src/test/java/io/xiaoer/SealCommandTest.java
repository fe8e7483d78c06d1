package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealCommandTest {
  @TempDir Path folder;

  @Test
  void whatIsSealedStartsAServerAndIsNowhereShown() {
    Path data = folder.resolve("data");
    Run run = seal(TestPlatform.TOKEN + "\n", "--data", data.toString());
    assertThat(run.exitCode).isZero();
    assertThat(run.out.strip()).startsWith("sealed:").hasLineCount(1);
    assertThat(run.out + run.err).doesNotContain(TestPlatform.TOKEN);
    assertThat(data.resolve("secret.key")).as("made before the first start").exists();
    List<String> settings =
        new ArrayList<>(
            Arrays.asList(
                TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9"))));
    settings.replaceAll(line ->
        line.startsWith("xiaoer.shops[0].token=")
            ? "xiaoer.shops[0].token=" + run.out.strip()
            : line);
    try (TestServer server = TestServer.start(data, settings.toArray(String[]::new))) {
      assertThat(
              new TestPlatform(server, "main", Mode.SECURE, Format.JSON)
                  .push(TestPlatform.text("oSeal", TestPlatform.nextMsgId(), "在吗"))
                  .body())
          .isEqualTo("success");
      assertThat(seal("again", "--data", data.toString()).exitCode)
          .as("while the server holds the folder")
          .isZero();
    }
  }

  @Test
  void theKeyOfTheConfigurationIsUsed() throws Exception {
    Path file = folder.resolve("test.yaml");
    Path key = folder.resolve("the.key");
    Files.writeString(key, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
    Files.writeString(file, "xiaoer: {secret-key-file: %s}\n".formatted(key));
    assertThat(seal("a value", "--config", file.toString()).exitCode).isZero();
    Files.writeString(key, "too short\n");
    Run run = seal("a value", "--config", file.toString());
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.err).contains("test.yaml", "xiaoer.secret-key-file", "32 bytes");
  }

  @Test
  void nothingIsNotSealed() {
    Run run = seal("\n", "--data", folder.toString());
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.out).isEmpty();
    assertThat(run.err).contains("empty");
  }

  private record Run(int exitCode, String out, String err) {}

  private static Run seal(String input, String... arguments) {
    InputStream inBefore = System.in;
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int exitCode = SealCommand.commandLine().execute(arguments);
      return new Run(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setIn(inBefore);
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }
}
