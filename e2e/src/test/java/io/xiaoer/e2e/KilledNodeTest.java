package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one PostgreSQL, of which the one that shares out is killed. */
class KilledNodeTest {
  private static final int CEILING = 2;

  @TempDir Path folder;

  @Test
  void tA4TheNodeThatIsLeftGoesOnAndNobodyGetsMoreThanTheCeiling() throws IOException {
    try (PostgresServer database = PostgresServer.start();
        Browser browser = new Browser()) {
      Installation left = node("left", database);
      Installation right = node("right", database);
      // The first has the lease, by which one node shares out.
      try (Program first = left.startServer();
          Program _ = right.startServer();
          Program _ = right.startSimulator()) {
        right.addStaff("wang");
        ok(right.send("PATCH", "/api/v1/staff/wang", "{\"ceiling\":%d}".formatted(CEILING)));
        ok(
            right.send(
                "PUT",
                "/api/v1/shops/" + Installation.SHOP + "/assignment",
                "{\"mode\":\"automatic\",\"pull_back_after_seconds\":0}"));
        try (Agent wang = Agent.logsIn(right, browser.person(1440, 900), "wang")) {
          wang.goesOnline();
          List.of("oOne", "oTwo", "oThree").forEach(openId -> says(right, openId));
          Soon.await().until(() -> served(right).size() == CEILING);
          first.kill();
          says(right, "oFour");
          right.awaitConversation("oFour");
          String done = served(right).getFirst();
          ok(right.post("/api/v1/conversations/" + done + "/close", "{}"));
          Soon.await()
              .alias("the other node shares out")
              .until(() -> served(right).size() == CEILING && !served(right).contains(done));
          assertThat(wang.id("figure-load")).hasText(String.valueOf(CEILING));
          assertThat(wang.row("oFour").getByTestId("queue-place")).containsText("排队第 1");
          assertThat(served(right)).hasSize(CEILING);
        }
      }
      assertThat(browser.takeComplaints()).isEmpty();
    }
  }

  private Installation node(String name, PostgresServer database) throws IOException {
    return new Installation(
        Files.createDirectory(folder.resolve(name)), database.settings(), ServerImage.quick());
  }

  private static void says(Installation node, String openId) {
    try {
      node.customerSays(openId, "在吗");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The ids of the open conversations that somebody has. */
  private static List<String> served(Installation node) throws IOException {
    return node.get("/api/v1/conversations?limit=200")
        .path("conversations")
        .valueStream()
        .filter(one -> one.path("open").asBoolean() && !one.path("assignee").isNull())
        .map(one -> one.path("id").asString())
        .toList();
  }

  private static void ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }
}
