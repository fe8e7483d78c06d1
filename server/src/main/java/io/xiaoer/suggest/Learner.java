package io.xiaoer.suggest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.conversation.ConversationEvent.AnswerAccepted;
import io.xiaoer.conversation.ConversationEvents;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.log.EventLog;
import io.xiaoer.phrase.Phrase;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import io.xiaoer.store.Sha256;
import io.xiaoer.suggest.Said.Answer;
import io.xiaoer.suggest.SuggestionTable.Filled;
import io.xiaoer.suggest.SuggestionTable.Given;
import io.xiaoer.suggest.SuggestionTable.Unfilled;
import io.xiaoer.suggest.SuggestionTable.Unmeasured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Learns what the shops answer, where suggestions are switched on: follows the events of
 * conversations, a place for each shop in the same transaction, and makes the numbers of what is
 * known, without any transaction. All of it in small pieces that leave the machine to pushes. Of
 * several nodes the one that holds the lease does it.
 */
final class Learner {
  /** What agents write waits for it meanwhile, some tens of milliseconds at most. */
  private static final int EVENTS_MAX = 100;

  /** A model takes 10 to 20 ms for each. */
  private static final int FILLED_AT_ONCE = 10;

  /** Of a shop; the oldest go. A search through them is to take no more than 50 ms. */
  static final int EXAMPLES_MAX = 100_000;

  /** Answers that one customer was given: by number only, for the second who is. */
  private static final int SINGLES_MAX = 200_000;

  private static final int PIECES_BETWEEN_TRIMS = 100;

  private static final Duration GATHER = Duration.ofMillis(500);
  private static final Duration IDLE = Duration.ofSeconds(5);

  /** While nothing is switched on, one look in so long is all it costs. */
  private static final Duration OFF = Duration.ofSeconds(5);

  private final Database database;
  private final SuggestionSettings settings;
  private final MeaningModel model;
  private final ShopIndexes indexes;
  private final Supplier<List<Phrase>> phrases;
  private final Supplier<List<ShopId>> shops;
  private final EventLog eventLog;
  private final Lease lease;
  private final WakeUp changed = new WakeUp();
  private int pieces;

  Learner(
      Database database,
      SuggestionSettings settings,
      MeaningModel model,
      ShopIndexes indexes,
      Supplier<List<Phrase>> phrases,
      Supplier<List<ShopId>> shops,
      EventLog eventLog,
      Lease lease,
      NodeSignals signals,
      MeterRegistry registry) {
    this.database = database;
    this.settings = settings;
    this.model = model;
    this.indexes = indexes;
    this.phrases = phrases;
    this.shops = shops;
    this.eventLog = eventLog;
    this.lease = lease;
    signals.onRing(Topic.CHANGE, _ -> changed.raise());
    Gauge.builder("xiaoer.suggestions.index.bytes", indexes, ShopIndexes::bytes)
        .description("memory that finds past answers")
        .baseUnit("bytes")
        .register(registry);
  }

  /** What the worker does again and again. */
  void step() throws InterruptedException {
    List<ShopId> on = settings.on(shops.get());
    if (on.isEmpty()) {
      indexes.clear();
      Thread.sleep(OFF);
      return;
    }
    model.load();
    if (!lease.held()) {
      lease.await(IDLE);
      return;
    }
    if (!learnSome(on) && !fillSome(on) && !fillPhrases()) {
      changed.await(IDLE);
      Thread.sleep(GATHER);
    }
  }

  /** Takes the next events in; false when there are none. */
  boolean learnSome(List<ShopId> on) throws InterruptedException {
    Map<ShopId, Long> places =
        database.read(jdbc -> {
          Map<ShopId, Long> read = new HashMap<>();
          on.forEach(shop -> read.put(shop, SuggestionTable.progress(jdbc, shop)));
          return read;
        });
    long from = places.values().stream().mapToLong(Long::longValue).min().orElse(0);
    List<Kept> events =
        eventLog.follow(
            () -> database.read(jdbc -> ConversationEvents.after(jdbc, from, EVENTS_MAX)));
    if (events.isEmpty()) {
      return false;
    }
    eventLog.follow(() ->
        database.write(jdbc -> {
          lease.check(jdbc);
          for (Kept event : events) {
            Long place = places.get(event.shop());
            if (place != null
                && event.seq() > place
                && event.event() instanceof AnswerAccepted(long messageId, _)) {
              Optional<Given> given = SuggestionTable.given(jdbc, messageId);
              Optional<Answer> answer = given.flatMap(one -> Said.answer(one.text()));
              if (given.isPresent()
                  && answer.isPresent()
                  && SuggestionTable.questionOf(jdbc, event.conversationId(), messageId)
                      .isPresent()) {
                SuggestionTable.add(jdbc, event.shop(), given.get(), answer.get());
              }
            }
          }
          long last = events.getLast().seq();
          places.forEach((shop, place) -> {
            if (place < last) {
              SuggestionTable.progress(jdbc, shop, last);
            }
          });
          return true;
        }));
    return true;
  }

  /** Makes the numbers of the next examples; false when all have them. */
  boolean fillSome(List<ShopId> on) throws InterruptedException {
    String name = model.name().orElse("");
    boolean some = false;
    for (ShopId shop : on) {
      some |= eventLog.follow(() -> fillSome(shop, name));
    }
    return some;
  }

  private boolean fillSome(ShopId shop, String name) throws InterruptedException {
    Map<Unfilled, Optional<String>> asked =
        database.read(jdbc -> {
          Map<Unfilled, Optional<String>> read = new LinkedHashMap<>();
          SuggestionTable.unfilled(jdbc, shop, name, FILLED_AT_ONCE)
              .forEach(row ->
                  read.put(
                      row,
                      SuggestionTable.questionOf(jdbc, row.conversationId(), row.messageId())));
          return read;
        });
    List<Unmeasured> answers =
        name.isEmpty()
            ? List.of()
            : database.read(jdbc -> SuggestionTable.unmeasured(jdbc, shop, name, FILLED_AT_ONCE));
    if (asked.isEmpty() && answers.isEmpty()) {
      return false;
    }
    Map<Long, MeaningVector> measured = new HashMap<>();
    for (Unmeasured answer : answers) {
      measured.put(answer.id(), vector(answer.text()));
    }
    List<Filled> filled = new ArrayList<>();
    for (Map.Entry<Unfilled, Optional<String>> one : asked.entrySet()) {
      Optional<String> question = one.getValue();
      Encoded encoded = question.isPresent() ? encode(question.get(), name) : null;
      filled.add(new Filled(one.getKey().id(), encoded));
    }
    database.write(jdbc -> {
      lease.check(jdbc);
      SuggestionTable.fill(jdbc, filled, name);
      measured.forEach((id, vector) -> SuggestionTable.measured(jdbc, id, name, vector));
      if (pieces++ % PIECES_BETWEEN_TRIMS == 0) {
        SuggestionTable.trim(jdbc, shop, EXAMPLES_MAX, SINGLES_MAX);
      }
      return true;
    });
    return true;
  }

  private Encoded encode(String text, String name) throws InterruptedException {
    return new Encoded(Pieces.of(text), name.isEmpty() ? null : vector(text));
  }

  private MeaningVector vector(String text) throws InterruptedException {
    return model
        .vector(text)
        .orElseThrow(() -> new IllegalStateException("the model did not answer in time"));
  }

  /** Makes vectors of what phrases say; false when all have them. */
  boolean fillPhrases() throws InterruptedException {
    Optional<String> name = model.name();
    if (name.isEmpty()) {
      return false;
    }
    Map<String, String> texts =
        phrases.get().stream()
            .flatMap(phrase -> PhraseTexts.of(phrase).stream())
            .distinct()
            .collect(Collectors.toMap(Sha256::hex, text -> text));
    Set<String> known = database.read(jdbc -> SuggestionTable.phraseKeys(jdbc, name.get()));
    List<String> missing =
        texts.keySet().stream().filter(key -> !known.contains(key)).limit(FILLED_AT_ONCE).toList();
    if (missing.isEmpty()) {
      if (!texts.keySet().containsAll(known)) {
        database.write(jdbc -> {
          lease.check(jdbc);
          SuggestionTable.keepPhrases(jdbc, texts.keySet(), name.get());
          return true;
        });
      }
      return false;
    }
    return eventLog.follow(() -> {
      Map<String, MeaningVector> vectors = new HashMap<>();
      for (String key : missing) {
        vectors.put(key, vector(texts.getOrDefault(key, "")));
      }
      return database.write(jdbc -> {
        lease.check(jdbc);
        vectors.forEach((key, vector) -> SuggestionTable.addPhrase(jdbc, key, name.get(), vector));
        return true;
      });
    });
  }
}
