package io.xiaoer.erasure;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.access.ResourceGate;
import io.xiaoer.api.RequestParams;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.Worker;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ErasureConfiguration {

  @Bean
  Erasures erasures(
      Database desk,
      ConversationsAtHand conversations,
      List<ErasesCustomer> owners,
      NodeSignals signals,
      InstantSource clock) {
    return new Erasures(desk, conversations, owners, signals, clock);
  }

  @Bean
  Eraser eraser(
      Database desk,
      List<ErasesCustomer> owners,
      Lease lease,
      NodeSignals signals,
      InstantSource clock,
      MeterRegistry registry) {
    Gauge.builder("xiaoer.erasure.oldest", () -> secondsUnfinished(desk, clock))
        .baseUnit("seconds")
        .description("since the oldest erasure was asked for that is not finished; 0 for none")
        .register(registry);
    return new Eraser(desk, owners, lease, signals, clock, Eraser.BETWEEN_ROUNDS);
  }

  private static double secondsUnfinished(Database desk, InstantSource clock) {
    return desk.read(ErasureTable::oldest)
        .map(since -> Math.max(0, Duration.between(since, clock.instant()).toSeconds()))
        .orElse(0L);
  }

  @Bean
  Worker eraserWorker(Eraser eraser) {
    return new Worker("eraser", "erasure: a customer's content is not removed yet", eraser::step);
  }

  @Bean
  ResourceGate erasureGate(Erasures erasures) {
    return new ResourceGate(
        "/api/v1/erasures/",
        "erasure",
        (caller, id) ->
            RequestParams.number(id)
                .flatMap(erasures::find)
                .filter(erasure -> caller.sees(erasure.customer().shop()))
                .isPresent());
  }
}
