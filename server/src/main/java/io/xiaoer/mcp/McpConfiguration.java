package io.xiaoer.mcp;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.access.ResourceGate;
import io.xiaoer.assist.PromiseMarks;
import io.xiaoer.catalog.Catalog;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.masking.Masking;
import io.xiaoer.proposal.Proposals;
import io.xiaoer.report.ServiceReports;
import io.xiaoer.search.Search;
import io.xiaoer.send.AnswerIntake;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.PublicAddress;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.SettingsCheck;
import io.xiaoer.settings.Version;
import io.xiaoer.shop.Shops;
import jakarta.servlet.http.HttpServlet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class McpConfiguration {
  private static final String ENABLED = "xiaoer.mcp.enabled";
  private static final int A_DAY_MAX = 1_000_000;

  @Bean
  static SettingsCheck mcpCheck() {
    return settings -> {
      List<Problem> problems = new ArrayList<>();
      check("replies-a-day", settings.mcp().repliesADay(), problems);
      check("proposals-a-day", settings.mcp().proposalsADay(), problems);
      if (!problems.isEmpty()) {
        throw new BadSettings(problems);
      }
    };
  }

  private static void check(String key, int written, List<Problem> problems) {
    if (written < 0 || written > A_DAY_MAX) {
      problems.add(
          new Problem("xiaoer.mcp." + key, "%s (expected: 0 to %s)".formatted(written, A_DAY_MAX)));
    }
  }

  @Bean
  @ConditionalOnProperty(ENABLED)
  ToolCalls mcpTools(
      Settings settings,
      Conversations conversations,
      Proposals proposals,
      Search search,
      Catalog catalog,
      ServiceReports reports,
      AnswerIntake intake,
      PromiseMarks promises,
      Shops shops,
      List<ResourceGate> gates,
      Masking masking,
      InstantSource clock,
      MeterRegistry registry) {
    DayCounts counts = new DayCounts(settings.mcp().proposalsADay(), settings.mcp().repliesADay());
    return new ToolCalls(
        List.of(
            new ListWaiting(conversations),
            new GetConversation(conversations, proposals),
            new SearchMessages(search),
            new GetOrder(catalog, shops),
            new GetFigures(reports, clock),
            new ProposeReply(conversations, proposals, counts, clock),
            new SendReply(conversations, intake, promises, proposals, counts)),
        gates,
        shops,
        masking,
        registry);
  }

  /** In a class of its own, so that the protocol's library is loaded where it is needed only. */
  @Bean
  @ConditionalOnProperty(ENABLED)
  ServletRegistrationBean<HttpServlet> mcpServlet(
      ToolCalls calls, PublicAddress address, Version version) {
    return new ServletRegistrationBean<>(McpServers.servlet(calls, address, version), "/mcp");
  }
}
