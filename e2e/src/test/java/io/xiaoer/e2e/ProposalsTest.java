package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an agent of others proposes is before the person who serves, and goes no further by itself.
 */
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class ProposalsTest {
  @TempDir static Path folder;

  @RegisterExtension
  static final Running at = new Running(() -> folder, "  mcp: {enabled: true}\n");

  @Test
  void aProposalIsInsertedThrownAwayAndGoesWhenTheCustomerWrites() throws Exception {
    at.installation.customerSays("oProposed", "什么时候发货");
    try (Agent agent = at.admin()) {
      String key = makeKey(agent);
      agent.opens("oProposed");

      propose(key, "oProposed", "我帮您核实一下，请稍等");
      Locator proposal = agent.id("proposal");
      assertThat(agent.id("proposal-by")).containsText("小助手");
      assertThat(agent.id("proposal-words")).hasText("我帮您核实一下，请稍等");
      assertThat(agent.id("proposal-marked")).hasCount(0);
      assertThat(agent.barriers()).isEmpty();
      agent.id("proposal-drop").click();
      assertThat(proposal).hasCount(0);
      assertThat(agent.id("composer")).hasValue("");

      propose(key, "oProposed", "明天发货，给您退20元");
      assertThat(agent.id("proposal-marked")).containsText("明天");
      agent.id("proposal-insert").click();
      assertThat(proposal).hasCount(0);
      assertThat(agent.id("composer")).hasValue("明天发货，给您退20元");
      assertThat(agent.id("wording-hit").first()).isVisible();
      agent.id("send").click();
      assertThat(agent.id("wording-objection")).isVisible();
      assertThat(agent.message("给您退20元")).hasCount(0);
      agent.id("composer").fill("");

      propose(key, "oProposed", "您好，正在为您查询");
      assertThat(agent.id("proposal-words")).hasText("您好，正在为您查询");
      at.installation.customerSays("oProposed", "还在吗");
      assertThat(proposal).hasCount(0);

      propose(key, "oProposed", "在的，请稍等");
      assertThat(agent.id("proposal-words")).hasText("在的，请稍等");
      agent.id("composer").fill("在的呢");
      agent.id("send").click();
      assertThat(agent.message("在的呢")).isVisible();
      assertThat(proposal).hasCount(0);
      assertThat(agent.message("在的，请稍等")).hasCount(0);
    }
  }

  /** On the page for keys, which says what such a key may. */
  private static String makeKey(Agent agent) {
    agent.page.navigate(at.installation.desk("/admin/keys").toString());
    agent.id("key-new").click();
    agent.id("key-name").fill("小助手");
    for (String scope : new String[] {"conversations.read", "replies.propose"}) {
      agent.page.locator("input[type=checkbox][value='" + scope + "']").check();
    }
    agent.id("form-save").click();
    String key = agent.id("secret-once").locator("code").innerText();
    agent.id("secret-close").click();
    agent.page.navigate(at.installation.desk("/").toString());
    return key;
  }

  private static void propose(String key, String customer, String text) throws Exception {
    ObjectNode named = JsonMapper.shared().createObjectNode().put("limit", 50);
    JsonNode waiting = call(key, "list_waiting", named);
    String conversation =
        waiting
            .path("conversations")
            .valueStream()
            .filter(one -> one.path("open_id").asString().equals(customer))
            .map(one -> one.path("id").asString())
            .findFirst()
            .orElseThrow();
    ObjectNode which = JsonMapper.shared().createObjectNode().put("conversation_id", conversation);
    JsonNode read = call(key, "get_conversation", which);
    JsonNode proposed =
        call(
            key,
            "propose_reply",
            which
                .put("last_message_id", read.path("last_message_id").asString())
                .put("text", text));
    assertThat(proposed.path("proposal_id").asString()).isNotEmpty();
  }

  private static JsonNode call(String key, String tool, ObjectNode arguments)
      throws IOException, InterruptedException {
    ObjectNode asked =
        JsonMapper.shared()
            .createObjectNode()
            .put("jsonrpc", "2.0")
            .put("id", 1)
            .put("method", "tools/call");
    asked.putObject("params").put("name", tool).set("arguments", arguments);
    String body =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(at.installation.desk("/mcp"))
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .POST(BodyPublishers.ofString(asked.toString()))
                    .build(),
                BodyHandlers.ofString())
            .body();
    JsonNode result = JsonMapper.shared().readTree(body).path("result");
    return JsonMapper.shared().readTree(result.path("content").path(0).path("text").asString());
  }
}
