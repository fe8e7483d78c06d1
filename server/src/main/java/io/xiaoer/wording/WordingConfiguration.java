package io.xiaoer.wording;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.audit.Audit;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.send.AnswerReview;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WordingConfiguration {
  @Bean
  ShopWordings shopWordings(Database desk, ChangeFeed changeFeed, InstantSource clock) {
    return new ShopWordings(desk, changeFeed, clock);
  }

  @Bean
  WordingCheck wordingCheck(ShopWordings wordings, MeterRegistry registry) {
    return new WordingCheck(wordings, registry);
  }

  @Bean
  AnswerReview wordingReview(WordingCheck wordingCheck, Audit audit, InstantSource clock) {
    return new WordingReview(wordingCheck, audit, clock);
  }
}
