package io.xiaoer.starter;

import io.xiaoer.starter.inbox.InboxListener;
import io.xiaoer.starter.inbox.InboxWorkers;
import io.xiaoer.starter.inbox.JdbcMessageInbox;
import io.xiaoer.starter.inbox.KfMessageHandler;
import io.xiaoer.starter.inbox.MessageInbox;
import io.xiaoer.starter.inbox.RetryPolicy;
import io.xiaoer.starter.inbox.ShopEventHandler;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;

/** Puts the inbox, its workers and the client into the application. */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
      "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration"
    })
@EnableConfigurationProperties(XiaoerProperties.class)
public class XiaoerAutoConfiguration {
  /** For Spring. */
  public XiaoerAutoConfiguration() {}

  private static InstantSource clock(ObjectProvider<InstantSource> clocks) {
    InstantSource given = clocks.getIfUnique();
    return given == null ? InstantSource.system() : given;
  }

  @Bean
  @ConditionalOnMissingBean
  KfClient kfClient(XiaoerProperties properties, ObjectProvider<InstantSource> clocks) {
    return new KfClient(properties, clock(clocks));
  }

  @Bean
  @ConditionalOnMissingBean(MessageInbox.class)
  @ConditionalOnSingleCandidate(DataSource.class)
  @ConditionalOnBean(PlatformTransactionManager.class)
  JdbcMessageInbox messageInbox(
      DataSource source,
      PlatformTransactionManager transactions,
      XiaoerProperties properties,
      ObjectProvider<ShopEventHandler> events,
      ObjectProvider<InboxListener> listeners,
      ObjectProvider<InstantSource> clocks) {
    XiaoerProperties.Inbox settings = properties.inbox();
    RetryPolicy retries =
        new RetryPolicy(settings.attemptsMax(), settings.firstPause(), settings.pauseMax());
    JdbcMessageInbox inbox =
        new JdbcMessageInbox(
            source,
            transactions,
            clock(clocks),
            new JdbcMessageInbox.Options(
                retries, settings.claimTime(), events.getIfAvailable() != null),
            InboxListener.all(listeners.orderedStream().toList()));
    if (settings.createTables()) {
      inbox.createTables();
    }
    return inbox;
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean({JdbcMessageInbox.class, KfMessageHandler.class})
  InboxWorkers inboxWorkers(
      JdbcMessageInbox inbox,
      KfMessageHandler messages,
      ObjectProvider<ShopEventHandler> events,
      XiaoerProperties properties) {
    XiaoerProperties.Inbox settings = properties.inbox();
    return new InboxWorkers(
        inbox,
        messages,
        events.getIfAvailable(),
        new InboxWorkers.Options(settings.workers(), settings.poll(), settings.stopWithin()));
  }

  @Bean
  @ConditionalOnBean(JdbcMessageInbox.class)
  RecentState xiaoerRecentState(JdbcMessageInbox inbox, ObjectProvider<InstantSource> clocks) {
    return new RecentState(inbox, clock(clocks));
  }
}
