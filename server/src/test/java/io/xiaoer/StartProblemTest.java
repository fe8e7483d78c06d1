package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator reads when the server cannot start: lines that name file, key and mend. */
class StartProblemTest {
  private static final String GOOD =
      """
      xiaoer:
        data-dir: DATA
        admin: {username: admin, password: x}
        shops:
          - id: main
            user-name: gh_0123456789ab
            app-id: wx0123456789abcdef
            app-secret: secret
            token: token
            encoding-aes-key: abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          9ABCDEFG       | 9ABCDEF      | test.yaml:10: xiaoer.shops[0].encoding-aes-key: 42 characters (expected: 43)
          token: token   | token: a_token | test.yaml:9: xiaoer.shops[0].token: has characters that a Token of the platform cannot have
          token: token   | token: 12    | test.yaml:9: xiaoer.shops[0].token: 2 characters (expected: 3 to 32)
          token: token   | token: "token\\u00a0" | test.yaml:9: xiaoer.shops[0].token: character 6 of 6 is U+00A0, which cannot be seen
          app-secret: secret | app-secret: "\\ufeffsecret" | test.yaml:8: xiaoer.shops[0].app-secret: character 1 of 7 is U+FEFF
          user-name:     | name: x\\n      previous-token: 1.5\\n      user-name: | test.yaml:7: xiaoer.shops[0].previous-token: has characters
          admin: {username: admin, password: x} | admin: {username: admin, password: "x\\u200b"} | test.yaml:3: xiaoer.admin.password: character 2 of 2 is U+200B
          token: token   | token: ''    | xiaoer.shops[0].token: missing
          app-secret: secret | app-secret: ${NO_SUCH_SECRET} | xiaoer.shops[0].app-secret: the environment has no NO_SUCH_SECRET
          id: main       | id: ma/in    | xiaoer.shops[0].id: 1 to 32 characters
          app-secret:    | app-secrte:  | app-secrte: unknown key
          user-name:     | mode: secret\\n      user-name: | xiaoer.shops[0].mode: 'secret' (expected: secure, compatible or plaintext)
          shops:         | shops: [     | not YAML
          token: token   | token: token\\n      allow-private-media-hosts: maybe | allow-private-media-hosts: not a boolean
          admin:         | api-keys: [{name: erp, key: ''}]\\n  admin: | xiaoer.api-keys[0].key: missing
          data-dir: DATA | data-dir: /proc/nothing/here | xiaoer.data-dir: cannot write to /proc/nothing/here
          """)
  void oneLineNamesFileKeyAndMend(String right, String wrong, String expected) throws IOException {
    String config =
        GOOD.replace(right.strip(), wrong.strip().replace("\\n", "\n"))
            .replace("DATA", folder.resolve("data").toString());
    Run run = serve(config);
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.lines).hasSize(1);
    assertThat(run.lines.getFirst())
        .startsWith("xiaoer: ")
        .contains("test.yaml")
        .contains(expected.strip());
  }

  @Test
  void everyProblemIsNamedAtOnce() throws IOException {
    Run run =
        serve(
            GOOD.replace("token: token", "token: ''")
                .replace("9ABCDEFG", "9")
                .replace("DATA", folder.toString()));
    assertThat(run.lines).hasSize(2);
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      Run run =
          serve(
              GOOD.replace("DATA", folder.resolve("data").toString()),
              "--port",
              String.valueOf(taken.getLocalPort()));
      assertThat(run.exitCode).isEqualTo(2);
      assertThat(run.lines).hasSize(1);
      assertThat(run.lines.getFirst()).contains(taken.getLocalPort() + " is in use", "--port");
    }
  }

  @Test
  void aSecondServerOnTheSameFolderIsToldWhoHoldsIt() throws IOException {
    Path data = folder.resolve("data");
    try (TestServer _ = TestServer.start(data)) {
      Run run = serve(GOOD.replace("DATA", data.toString()), "--port", "0");
      assertThat(run.exitCode).isEqualTo(2);
      assertThat(run.lines.getFirst())
          .contains("is in use by process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aMissingFileAndAnUnknownOptionAreNamed() {
    assertThat(run("--config", folder.resolve("none.yaml").toString()).lines.getFirst())
        .contains("--config: cannot read", "none.yaml");
    Run unknown = run("--prot", "1");
    assertThat(unknown.exitCode).isEqualTo(2);
    assertThat(unknown.lines).hasSize(1);
    assertThat(unknown.lines.getFirst()).contains("--prot", "--help");
  }

  private record Run(int exitCode, List<String> lines) {}

  private Run serve(String config, String... more) throws IOException {
    Path file = folder.resolve("test.yaml");
    Files.writeString(file, config);
    String[] arguments = new String[2 + more.length];
    arguments[0] = "--config";
    arguments[1] = file.toString();
    System.arraycopy(more, 0, arguments, 2, more.length);
    return run(arguments);
  }

  private static Run run(String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    int exitCode;
    try {
      System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
      exitCode = ServeCommand.commandLine().execute(arguments);
    } finally {
      System.setErr(before);
    }
    return new Run(exitCode, written.toString(StandardCharsets.UTF_8).lines().toList());
  }
}
