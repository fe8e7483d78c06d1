package io.xiaoer.suggest;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.Worker;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.log.EventLog;
import io.xiaoer.phrase.Phrases;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.SettingsCheck;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SuggestionConfiguration {
  /** Some half a million examples; with more, the shops that nobody asks about are read again. */
  private static final long INDEX_BYTES_MAX = 40L << 20;

  @Bean
  static SettingsCheck suggestionCheck() {
    return settings -> {
      Path model = settings.suggestions().model();
      if (model != null && !Files.isDirectory(model)) {
        throw new BadSettings(
            List.of(
                new BadSettings.Problem(
                    "xiaoer.suggestions.model",
                    "no such folder: %s (./xiaoer suggestions makes one)".formatted(model))));
      }
    };
  }

  @Bean
  SuggestionSettings suggestionSettings(Database desk, ChangeFeed changeFeed, InstantSource clock) {
    return new SuggestionSettings(desk, changeFeed, clock);
  }

  @Bean(destroyMethod = "close")
  MeaningModel meaningModel(Settings settings) {
    return new MeaningModel(settings.suggestions().model());
  }

  @Bean
  ShopIndexes suggestionIndexes(Database desk) {
    return new ShopIndexes(desk, INDEX_BYTES_MAX);
  }

  @Bean
  Learned suggestionsLearned(Database desk, MeaningModel model) {
    return new Learned(desk, model);
  }

  @Bean
  Suggestions suggestions(
      Database desk,
      SuggestionSettings settings,
      MeaningModel model,
      ShopIndexes indexes,
      Phrases phrases) {
    return new Suggestions(desk, settings, model, indexes, phrases::of);
  }

  @Bean
  Worker suggestionWorker(
      Database desk,
      SuggestionSettings settings,
      MeaningModel model,
      ShopIndexes indexes,
      Phrases phrases,
      Shops shops,
      EventLog log,
      Lease lease,
      NodeSignals signals,
      MeterRegistry registry) {
    Learner learner =
        new Learner(
            desk,
            settings,
            model,
            indexes,
            phrases::all,
            () -> shops.all().stream().map(Shop::id).toList(),
            log,
            lease,
            signals,
            registry);
    return new Worker("suggestions", "suggestions: nothing new is learned", learner::step);
  }

  @Bean
  ErasesCustomer suggestionErasure() {
    return new SuggestionErasure();
  }
}
