package io.xiaoer.proposal;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.assist.PromiseMarks;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.Worker;
import io.xiaoer.conversation.ConversationDetails;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProposalConfiguration {
  private static final Duration STALE_DELETED_EVERY = Duration.ofMinutes(10);

  @Bean
  Proposals proposals(
      Database desk,
      ChangeFeed changeFeed,
      PromiseMarks promises,
      InstantSource clock,
      MeterRegistry registry) {
    return new Proposals(desk, changeFeed, promises, clock, registry);
  }

  @Bean
  @ConditionalOnProperty("xiaoer.mcp.enabled")
  ConversationDetails proposalDetails(InstantSource clock) {
    return new ProposalDetails(clock);
  }

  /** Also those that were left when agents of others were let in no more. */
  @Bean
  Worker staleProposals(Proposals proposals, Lease lease) {
    return new Worker(
        "stale-proposals",
        "proposal: what is out of date is not deleted",
        () -> {
          Thread.sleep(STALE_DELETED_EVERY);
          if (lease.held()) {
            proposals.deleteStale();
          }
        });
  }

  @Bean
  ErasesCustomer proposalErasure() {
    return new ProposalErasure();
  }

  @Bean
  DisclosesCustomer proposalDisclosure(Database desk) {
    return new ProposalDisclosure(desk);
  }
}
