package io.xiaoer.suggest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.xiaoer.phrase.Phrase;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import io.xiaoer.store.Sha256;
import io.xiaoer.suggest.Suggestion.Source;
import io.xiaoer.suggest.SuggestionTable.Example;
import io.xiaoer.suggest.SuggestionTable.Known;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;

/** What could be answered to a question, from what a shop's people have said. */
public final class Suggestions {
  /** As many as fit beside the composer and can be read at a glance. */
  private static final int SHOWN_MAX = 3;

  /** Examples that are compared exactly; several may be of one answer. */
  private static final int CANDIDATES = 200;

  /** Answers of which all examples are read. */
  private static final int ANSWERS = 15;

  /** Of those that are found, for who wants to see what is just not shown. */
  private static final int LOOKED_AT = 5;

  /** Twice as many as there may be phrases of a team and one person. */
  private static final int PHRASE_TEXTS_MAX = 6_000;

  private static final int[] NO_PIECES = {};

  private final Database database;
  private final SuggestionSettings settings;
  private final MeaningModel model;
  private final ShopIndexes indexes;
  private final Offered phrases;
  private final Cache<String, MeaningVector> phraseVectors =
      Caffeine.newBuilder().maximumSize(PHRASE_TEXTS_MAX).build();

  /** The phrases that somebody may use in some shops. */
  @FunctionalInterface
  interface Offered {
    List<Phrase> of(String username, ShopScope shops);
  }

  Suggestions(
      Database database,
      SuggestionSettings settings,
      MeaningModel model,
      ShopIndexes indexes,
      Offered phrases) {
    this.database = database;
    this.settings = settings;
    this.model = model;
    this.indexes = indexes;
    this.phrases = phrases;
  }

  /**
   * For what a customer has asked and nobody has answered yet: at most three, the likeliest first,
   * none that is below the shop's threshold, and none where suggestions are off.
   *
   * @param username whose own phrases are offered, too
   */
  public List<Suggestion> toOpenQuestion(ShopId shop, long conversationId, String username) {
    if (!settings.of(shop).enabled()) {
      return List.of();
    }
    return database
        .read(jdbc -> SuggestionTable.openQuestion(jdbc, conversationId))
        .map(question ->
            tryOut(shop, question, username).stream()
                .filter(Tried::shown)
                .map(Tried::suggestion)
                .toList())
        .orElse(List.of());
  }

  /** {@code shown}: whether it would be. */
  record Tried(Suggestion suggestion, boolean shown) {}

  /** What is found for a question, also where suggestions are off, and a few that are not shown. */
  List<Tried> tryOut(ShopId shop, String question, String username) {
    int threshold = settings.of(shop).threshold();
    List<Suggestion> found = to(shop, question, username);
    List<Tried> tried = new ArrayList<>();
    for (Suggestion one : found) {
      boolean fits = one.score() * Scores.HUNDREDTHS >= threshold;
      tried.add(new Tried(one, fits && tried.size() < SHOWN_MAX));
    }
    return tried;
  }

  private List<Suggestion> to(ShopId shop, String question, String username) {
    String name = model.name().orElse("");
    Optional<MeaningVector> vector = name.isEmpty() ? Optional.empty() : vector(question);
    if (!name.isEmpty() && vector.isEmpty()) {
      return List.of(); // Too busy; nothing is better than something late.
    }
    Encoded asked = new Encoded(Pieces.of(question), vector.orElse(null));
    List<Suggestion> found = pastAnswers(shop, asked, name);
    found.addAll(ofPhrases(shop, asked, name, username));
    found.sort(Comparator.comparingDouble(Suggestion::score).reversed());
    Set<String> said = new HashSet<>();
    return found.stream().filter(one -> said.add(Said.core(one.text()))).limit(LOOKED_AT).toList();
  }

  private Optional<MeaningVector> vector(String question) {
    try {
      return model.vector(question);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private List<Suggestion> pastAnswers(ShopId shop, Encoded asked, String name) {
    ShopIndex index = indexes.of(shop, name);
    long[] ids = index.candidates(asked, CANDIDATES);
    List<Example> nearest = database.read(jdbc -> SuggestionTable.examples(jdbc, name, ids));
    List<Long> likeliest =
        byAnswer(nearest).entrySet().stream()
            .sorted(
                Comparator.comparingDouble((Map.Entry<Long, List<Encoded>> one) ->
                        Scores.ofNearest(asked, one.getValue(), index::weight))
                    .reversed())
            .limit(ANSWERS)
            .map(Map.Entry::getKey)
            .toList();
    List<Suggestion> found = new ArrayList<>();
    database.read(jdbc -> {
      Map<Long, List<Encoded>> examples =
          byAnswer(SuggestionTable.examplesOf(jdbc, name, likeliest));
      for (Known answer : SuggestionTable.known(jdbc, likeliest)) {
        List<Encoded> given = examples.getOrDefault(answer.id(), List.of());
        if (!given.isEmpty()) {
          double score = Scores.ofPastAnswer(asked, given, answer.vector(), index::weight);
          found.add(new Suggestion(Source.PAST_ANSWER, answer.text(), score, null));
        }
      }
      return true;
    });
    return found;
  }

  private static Map<Long, List<Encoded>> byAnswer(List<Example> examples) {
    Map<Long, List<Encoded>> byAnswer = new HashMap<>();
    examples.forEach(
        one -> byAnswer.computeIfAbsent(one.answerId(), _ -> new ArrayList<>()).add(one.encoded()));
    return byAnswer;
  }

  private List<Suggestion> ofPhrases(ShopId shop, Encoded asked, String name, String username) {
    List<Phrase> offered = phrases.of(username, ShopScope.only(shop));
    Map<String, Encoded> encoded = encoded(offered, name);
    IntToDoubleFunction weight = name.isEmpty() ? Weights.of(encoded.values()) : _ -> 1;
    List<Suggestion> found = new ArrayList<>();
    for (Phrase phrase : offered) {
      String content = PhraseTexts.content(phrase);
      double score =
          Scores.ofPhrase(asked, encoded.get(phrase.title()), encoded.get(content), weight);
      if (score > 0) {
        String shown = content.isBlank() ? phrase.title() : content;
        found.add(new Suggestion(Source.PHRASE, shown, score, phrase.id()));
      }
    }
    return found;
  }

  /** Texts that have no vector yet are left out. */
  private Map<String, Encoded> encoded(List<Phrase> offered, String name) {
    Set<String> texts = new LinkedHashSet<>();
    offered.forEach(phrase -> texts.addAll(PhraseTexts.of(phrase)));
    Map<String, Encoded> encoded = new HashMap<>();
    if (name.isEmpty()) {
      texts.forEach(text -> encoded.put(text, new Encoded(Pieces.of(text), null)));
      return encoded;
    }
    Map<String, String> missing = new HashMap<>();
    for (String text : texts) {
      MeaningVector vector = phraseVectors.getIfPresent(text);
      if (vector == null) {
        missing.put(Sha256.hex(text), text);
      } else {
        encoded.put(text, new Encoded(NO_PIECES, vector));
      }
    }
    database
        .read(jdbc -> SuggestionTable.phraseVectors(jdbc, name, missing.keySet()))
        .forEach((key, vector) -> {
          String text = missing.getOrDefault(key, "");
          phraseVectors.put(text, vector);
          encoded.put(text, new Encoded(NO_PIECES, vector));
        });
    return encoded;
  }
}
