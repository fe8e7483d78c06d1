package io.xiaoer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./xiaoer serve} keeps the server running, and not longer than itself. */
class RestartTest {
  @TempDir Path folder;

  @Test
  void aServerThatCrashedIsStartedAgainAndOneWhoseLauncherIsKilledEnds() throws Exception {
    int port = Program.freePort();
    Path config = folder.resolve("xiaoer.yaml");
    Files.writeString(
        config, "server: {address: 127.0.0.1}\nxiaoer: {admin: {username: a, password: b}}\n");
    try (Program launcher =
        Program.start(
            folder.resolve("output.log"),
            folder,
            Map.of("XIAOER_NO_AOT", "1"),
            List.of(
                Program.ROOT.resolve("xiaoer").toString(),
                "serve",
                "--config",
                config.toString(),
                "--data",
                folder.resolve("data").toString(),
                "--port",
                String.valueOf(port)))) {
      URI ready = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
      launcher.awaitAnswer(ready);
      ProcessHandle first = launcher.javaBelow().orElseThrow();

      Program.signal(first.pid(), "ABRT");
      first.onExit().get();
      launcher.awaitAnswer(ready);
      ProcessHandle second = launcher.javaBelow().orElseThrow();
      assertThat(second.pid()).isNotEqualTo(first.pid());
      assertThat(launcher.output()).contains("it is started again in");

      launcher.kill();
      assertThat(second.onExit()).succeedsWithin(Soon.AT_MOST);
    }
  }
}
