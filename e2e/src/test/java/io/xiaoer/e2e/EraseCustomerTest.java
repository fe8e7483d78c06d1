package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A customer asks to be erased, and an administrator does it, as a person does. */
class EraseCustomerTest {
  private static final String AGENT = "qian";
  private static final String CUSTOMER = "oEraseMePlease4kQp7x";
  private static final String TAIL = "4kQp7x";
  private static final String OTHER = "oStaysHere9mNc2w";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void addPeople() throws IOException {
    at.installation.addStaff(AGENT);
  }

  @Test
  void anAdministratorErasesACustomerAndTheirConversationIsGoneForEverybody() throws IOException {
    at.installation.customerSays(CUSTOMER, "请删除我的信息");
    at.installation.customerSays(OTHER, "我还在");
    try (Agent admin = at.admin();
        Agent agent = at.agent(AGENT)) {
      agent.opens(CUSTOMER);
      assertThat(agent.id("erase")).hasCount(0);
      admin.opens(CUSTOMER);
      assertThat(admin.message("请删除我的信息")).isVisible();

      assertThat(agent.id("disclose")).hasCount(0);
      disclose(admin);
      admin.id("erase").click();
      assertThat(admin.id("erase-counts")).containsText("1 条消息");
      assertThat(admin.page.getByText("不包括：备份")).isVisible();
      assertThat(admin.id("erase-confirm")).isDisabled();
      assertThat(admin.barriers()).isEmpty();
      admin.id("erase-typed").fill(TAIL.substring(1));
      assertThat(admin.id("erase-confirm")).isDisabled();
      admin.id("erase-cancel").click();
      assertThat(admin.message("请删除我的信息")).isVisible();

      whileAnAnswerIsOnItsWay(admin);

      admin.id("erase").click();
      admin.id("erase-typed").fill(TAIL);
      admin.id("erase-typed").press("Enter");
      assertThat(admin.page.getByText("已开始删除")).isVisible();
      Locator row = admin.id("erasure-row");
      assertThat(row).hasCount(1);
      assertThat(row.getByTestId("erasure-progress")).isVisible();
      assertThat(row).containsText(Pattern.compile("\\d+/\\d+ 步"));
      assertThat(admin.barriers()).isEmpty();

      assertThat(agent.row(CUSTOMER)).hasCount(0);
      assertThat(agent.id("chat")).hasCount(0);
      assertThat(agent.row(OTHER)).isVisible();

      assertThat(row.getByTestId("erasure-done"))
          .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
      assertThat(row).containsText("admin");
      assertThat(row).containsText("2 条消息");
      assertThat(row).not().containsText(TAIL);
      assertThat(admin.barriers()).isEmpty();

      admin.id("admin-audit").click();
      admin.id("audit-what").selectOption("customer_erased");
      Locator noted = admin.page.locator("[data-testid=audit-row][data-what=customer_erased]");
      assertThat(noted).containsText("2 条消息");
      assertThat(noted).not().containsText(TAIL);
    }
    at.assertRefusalsOnly();
    JsonNode events = at.installation.get("/api/v1/events?limit=1000").path("events");
    assertThat(events.toString()).doesNotContain(CUSTOMER).contains(OTHER);
  }

  /** Before that they get a copy of what there is. */
  private static void disclose(Agent admin) throws IOException {
    Download archive = admin.page.waitForDownload(() -> admin.id("disclose").click());
    assertThat(archive.suggestedFilename()).matches("xiaoer-customer-\\d+-[0-9-]+\\.zip");
    Map<String, String> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(archive.createReadStream())) {
      for (ZipEntry one = zip.getNextEntry(); one != null; one = zip.getNextEntry()) {
        files.put(one.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    assertThat(files.get("messages.json")).contains("请删除我的信息").doesNotContain("我还在");
    assertThat(files.get("messages.html")).contains("请删除我的信息");
  }

  /** What was written a moment ago may still leave; nothing is erased until that is over. */
  private static void whileAnAnswerIsOnItsWay(Agent admin) throws IOException {
    String conversation = at.installation.awaitConversation(CUSTOMER);
    assertThat(
            at.installation
                .post(
                    "/api/v1/conversations/" + conversation + "/messages",
                    "{\"client_id\":\"held\",\"type\":\"text\",\"text\":{\"content\":\"好的\"},\"hold_seconds\":8}")
                .statusCode())
        .isEqualTo(202);
    admin.id("erase").click();
    assertThat(admin.id("erase-waits")).containsText("有回复正在发送");
    admin.id("erase-typed").fill(TAIL);
    admin.id("erase-confirm").click();
    assertThat(admin.id("erase-trouble")).containsText("处理完后再删除");
    admin.id("erase-cancel").click();
    assertThat(admin.message("好的")).hasAttribute("data-state", "accepted");
  }
}
