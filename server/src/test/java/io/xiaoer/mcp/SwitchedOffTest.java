package io.xiaoer.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nobody has switched it on there is no door. */
class SwitchedOffTest {
  @TempDir Path data;

  @Test
  void nothingAnswersUntilTheFileSaysSo() {
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.beans(ToolCalls.class)).isEmpty();
      assertThat(
              server
                  .send(
                      HttpRequest.newBuilder(server.url("/mcp"))
                          .header("Authorization", "Bearer " + TestServer.API_KEY)
                          .header("Content-Type", "application/json")
                          .header("Accept", "application/json, text/event-stream")
                          .POST(
                              BodyPublishers.ofString(
                                  "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")))
                  .statusCode())
          .isBetween(404, 405);
    }
  }

  @Test
  void aNumberThatCannotBeIsRefusedAtTheStart() {
    assertThatThrownBy(() -> TestServer.start(data, "xiaoer.mcp.replies-a-day=-1"))
        .hasStackTraceContaining("xiaoer.mcp.replies-a-day");
  }
}
