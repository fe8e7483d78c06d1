package io.xiaoer.phrase;

import io.xiaoer.access.Caller;
import io.xiaoer.access.ResourceGate;
import io.xiaoer.api.RequestParams;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PhraseConfiguration {

  @Bean
  Phrases phrases(Database desk, ChangeFeed changeFeed, InstantSource clock) {
    return new Phrases(desk, changeFeed, clock);
  }

  @Bean
  ResourceGate phraseGate(Phrases phrases) {
    return new ResourceGate(
        "/api/v1/phrases/",
        "phrase",
        (caller, id) ->
            RequestParams.number(id)
                .flatMap(phrases::find)
                .filter(phrase -> isFor(phrase, caller))
                .isPresent());
  }

  /** The team's, as far as it is for his shops, and his own: nobody has another person's. */
  private static boolean isFor(Phrase phrase, Caller caller) {
    return phrase.owner() == null
        ? phrase.isFor(caller.shops())
        : phrase.owner().equals(caller.name());
  }
}
