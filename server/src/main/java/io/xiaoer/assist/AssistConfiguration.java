package io.xiaoer.assist;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.access.ResourceGate;
import io.xiaoer.api.RequestParams;
import io.xiaoer.catalog.Catalog;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.Worker;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.outbound.StreamedCalls;
import io.xiaoer.phrase.Phrases;
import io.xiaoer.secret.Seal;
import io.xiaoer.send.AnswerReview;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AssistConfiguration {
  @Bean
  ModelClient modelClient(StreamedCalls calls) {
    return new ModelClient(calls, ModelClient.LIMITS);
  }

  @Bean
  PromiseMarks promiseMarks(Talks talks) {
    return new PromiseMarks(talks);
  }

  @Bean
  Talks assistTalks(
      Database desk,
      Conversations conversations,
      Catalog catalog,
      Phrases phrases,
      Shops shops,
      InstantSource clock) {
    return new Talks(desk, conversations, catalog, phrases, shops, clock);
  }

  @Bean
  OfferedDrafts offeredDrafts() {
    return new OfferedDrafts(OfferedDrafts.KEPT);
  }

  @Bean
  Drafter drafter(
      Database desk,
      Talks talks,
      ModelClient client,
      OfferedDrafts offered,
      Seal seal,
      InstantSource clock,
      MeterRegistry registry) {
    return new Drafter(desk, talks, client, offered, seal, clock, registry);
  }

  @Bean
  Replays replays(Database desk, Drafter drafter, NodeSignals signals, InstantSource clock) {
    return new Replays(desk, drafter, signals, clock);
  }

  @Bean
  ReplayTalks replayTalks(Talks talks, Conversations conversations) {
    return new ReplayTalks(talks, conversations);
  }

  @Bean
  Worker replayWorker(
      Database desk,
      Drafter drafter,
      Talks talks,
      ModelClient client,
      Conversations conversations,
      Lease lease,
      NodeSignals signals,
      InstantSource clock) {
    ReplayPlayer player =
        new ReplayPlayer(desk, drafter, talks, client, conversations, lease, signals, clock);
    return new Worker("assist-replay", "assist: a replay stands still", player::step);
  }

  @Bean
  ResourceGate replayGate(Replays replays) {
    return new ResourceGate(
        "/api/v1/assistant/replays/",
        "replay",
        (caller, id) ->
            RequestParams.number(id)
                .flatMap(replays::find)
                .filter(replay -> caller.sees(replay.shop()))
                .isPresent());
  }

  @Bean
  AnswerReview draftUse(Database desk, OfferedDrafts offered) {
    return new DraftUse(desk, offered);
  }

  @Bean
  ErasesCustomer assistErasure(OfferedDrafts offered) {
    return new AssistErasure(offered);
  }
}
