package io.xiaoer.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.starter.inbox.InboxWorkers;
import io.xiaoer.starter.inbox.JdbcMessageInbox;
import io.xiaoer.starter.inbox.KfMessageHandler;
import io.xiaoer.starter.inbox.MessageInbox;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

class AutoConfigurationTest {
  private static final String KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
  private static final KfMessageHandler HANDLER = message -> {};

  private static final AutoConfigurations ALL =
      AutoConfigurations.of(
          DataSourceAutoConfiguration.class,
          DataSourceTransactionManagerAutoConfiguration.class,
          XiaoerAutoConfiguration.class,
          XiaoerHealthAutoConfiguration.class,
          XiaoerMetricsAutoConfiguration.class,
          XiaoerPushUrlAutoConfiguration.class);

  private final WebApplicationContextRunner web =
      new WebApplicationContextRunner()
          .withConfiguration(ALL)
          .withPropertyValues(
              "spring.datasource.generate-unique-name=true",
              "xiaoer.shops[0].id=main",
              "xiaoer.shops[0].app-id=wx1",
              "xiaoer.shops[0].app-secret=secret",
              "xiaoer.shops[0].token=token",
              "xiaoer.shops[0].encoding-aes-key=" + KEY);

  @Test
  void everythingIsThereWithAHandler() {
    web.withBean(KfMessageHandler.class, () -> HANDLER)
        .run(context -> {
          assertThat(context).hasNotFailed();
          assertThat(context).hasSingleBean(KfClient.class);
          assertThat(context).hasSingleBean(JdbcMessageInbox.class);
          assertThat(context).hasSingleBean(InboxWorkers.class);
          assertThat(context).hasBean("xiaoerPushServlet");
          assertThat(context).hasBean("xiaoerInboxHealthIndicator");
          assertThat(context.getBean(InboxWorkers.class).isRunning()).isTrue();
          assertThat(context.getBean(KfClient.class).shops()).containsExactly("main");
        });
  }

  @Test
  void withoutAHandlerMessagesAreKeptAndWait() {
    web.run(context -> {
      assertThat(context).hasBean("xiaoerPushServlet");
      assertThat(context).doesNotHaveBean(InboxWorkers.class);
    });
  }

  @Test
  void anInboxOfTheApplicationsOwnIsTaken() {
    MessageInbox own = (shop, event) -> MessageInbox.Kept.STORED;
    web.withBean(MessageInbox.class, () -> own)
        .withBean(KfMessageHandler.class, () -> HANDLER)
        .run(context -> {
          assertThat(context.getBean(MessageInbox.class)).isSameAs(own);
          assertThat(context).hasBean("xiaoerPushServlet");
          assertThat(context).doesNotHaveBean(InboxWorkers.class);
          assertThat(context).doesNotHaveBean("xiaoerInboxHealthIndicator");
        });
  }

  @Test
  void whatIsOptionalMayBeAbsent() {
    web.withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.health"))
        .withBean(KfMessageHandler.class, () -> HANDLER)
        .run(context -> {
          assertThat(context).hasNotFailed();
          assertThat(context).hasSingleBean(InboxWorkers.class);
          assertThat(context).doesNotHaveBean("xiaoerInboxHealthIndicator");
        });
  }

  @Test
  void anApplicationWithoutAWebServerOrADatabaseHasWhatIsPossible() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                XiaoerAutoConfiguration.class, XiaoerPushUrlAutoConfiguration.class))
        .run(context -> {
          assertThat(context).hasSingleBean(KfClient.class);
          assertThat(context).doesNotHaveBean(MessageInbox.class);
          assertThat(context).doesNotHaveBean("xiaoerPushServlet");
        });
  }

  @Test
  void aMistakeIsNamedByItsKeyAndNoSecretIsPrinted() {
    web.withPropertyValues("xiaoer.shops[0].encoding-aes-key=tooShort")
        .run(context -> {
          assertThat(context.getStartupFailure())
              .rootCause()
              .hasMessageContaining("8 characters (expected: 43)");
          assertThat(context.getStartupFailure()).hasStackTraceContaining("encoding-aes-key");
        });
    web.withPropertyValues("xiaoer.shops[0].token=")
        .run(context ->
            assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessageContaining("xiaoer.shops[0].token: missing"));
    web.run(context ->
        assertThat(context.getBean(XiaoerProperties.class).toString())
            .doesNotContain("secret")
            .doesNotContain(KEY));
  }
}
