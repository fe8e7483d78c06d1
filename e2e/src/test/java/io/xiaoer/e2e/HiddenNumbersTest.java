package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An administrator hides telephone numbers from those who need none. */
class HiddenNumbersTest {
  private static final String AGENT = "wei";
  private static final String CUSTOMER = "oCallsBack";

  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @BeforeAll
  static void addPeople() throws IOException {
    at.installation.addStaff(AGENT);
  }

  @Test
  void anAgentSeesNoNumbersAndAnAdministratorDoes() throws IOException {
    at.installation.customerSays(CUSTOMER, "请打13812341234给我");
    at.installation.awaitConversation(CUSTOMER);
    try (Agent admin = at.admin();
        Agent agent = at.agent(AGENT)) {
      agent.opens(CUSTOMER);
      assertThat(agent.message("请打13812341234给我")).isVisible();

      admin.page.navigate(at.installation.desk("/admin/staff").toString());
      admin.id("masking-agent").check();
      assertThat(admin.barriers()).isEmpty();
      admin.id("masking-save").click();
      assertThat(admin.page.getByText("已保存")).isVisible();

      agent.page.reload();
      assertThat(agent.message("请打138****1234给我")).isVisible();
      assertThat(agent.page.getByText("13812341234")).hasCount(0);
      at.installation.customerSays(CUSTOMER, "或者打15900001111");
      assertThat(agent.message("或者打159****1111")).isVisible();

      admin.page.navigate(at.installation.desk("/").toString());
      admin.opens(CUSTOMER);
      assertThat(admin.message("请打13812341234给我")).isVisible();
      assertThat(admin.message("或者打15900001111")).isVisible();
    }
    at.assertRefusalsOnly();
  }
}
