package io.xiaoer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The question a merchant asks before the switch, put to our own server. */
class ProbeTest {
  @TempDir Path folder;

  @Test
  void theProbeGivesOurServerGoAndItsMessagesAreKeptOnceEach() throws Exception {
    Installation installation = new Installation(folder);
    try (Program server = installation.startServer();
        Program probe =
            Program.start(
                folder.resolve("probe.log"),
                List.of(
                    Program.ROOT.resolve("xiaoer").toString(),
                    "probe",
                    installation.desk("/callback/" + Installation.SHOP).toString(),
                    "--app-id",
                    Installation.APP_ID,
                    "--user-name",
                    Installation.USER_NAME,
                    "--token",
                    Installation.TOKEN,
                    "--encoding-aes-key",
                    Installation.AES_KEY,
                    "--json"))) {
      int code = probe.await(Duration.ofMinutes(3));
      assertThat(code).as(probe.output()).isZero();
      JsonNode result = result(probe.output());
      assertThat(result.path("verdict").asString()).isEqualTo("go");
      for (JsonNode check : result.path("checks")) {
        if (!check.path("id").asString().equals("latency")) { // A busy machine may earn a warning.
          assertThat(check.path("outcome").asString()).as(check.toString()).isIn("pass", "skip");
        }
      }

      Set<String> messages = new HashSet<>();
      int kept = 0;
      for (JsonNode event : installation.get("/api/v1/events?limit=500").path("events")) {
        if (event.path("event").asString().equals("commkf_send_msg_to_kf")) {
          assertThat(event.path("open_id").asString()).startsWith("oXiaoerProbe_");
          assertThat(event.path("raw").asString()).doesNotContain("forged", "another");
          messages.add(event.path("msg_id").asString());
          kept++;
        }
      }
      assertThat(kept).isEqualTo(messages.size()).isGreaterThan(100);
      assertThat(server.isAlive()).isTrue();
    }
  }

  private static JsonNode result(String output) {
    return JsonMapper.shared()
        .readTree(
            output
                .lines()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(output)));
  }
}
