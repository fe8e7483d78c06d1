package io.xiaoer.suggest;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How likely an answer fits a question, from 0 to 1. One half is where, on the training half of our
 * set of questions, about one in thirty of those without an answer would be shown one; phrases and
 * past answers, words and meanings are brought to this same scale. The weights are of that half,
 * too; docs/suggestions.md says what the other half says of them.
 */
final class Scores {
  static final int HUNDREDTHS = 100;

  private static final double NEAREST = 0.5;
  private static final double NEAREST_THREE = 0.25;
  private static final double ANSWER = 0.22;

  private static final double TITLE = 0.25;
  private static final double CONTENT = 0.4;
  private static final double LIKER_OF_BOTH = 0.35;

  /**
   * Small talk is a little like everything, and short sentences are a little like all small talk.
   */
  private static final double TALK_OF_QUESTION = 0.5;

  private static final double TALK_OF_OTHER = 0.3;

  private static final double HALF_OF_PAST_ANSWER = 0.2;
  private static final double HALF_OF_PHRASE = 0.19;
  private static final double WHOLE = 0.5;

  private static final double HALF_OF_WORDS = 0.38;
  private static final double WHOLE_OF_WORDS = 1;

  private static final int THREE = 3;

  private Scores() {}

  /**
   * Of an answer that was given before.
   *
   * @param examples what it was given to; at least one
   * @param answer what it says itself; null where its vector is not made yet
   * @param weight how much a piece tells
   */
  static double ofPastAnswer(
      Encoded asked,
      List<Encoded> examples,
      @Nullable MeaningVector answer,
      IntToDoubleFunction weight) {
    MeaningVector question = asked.vector();
    if (question == null) {
      double best =
          examples.stream()
              .mapToDouble(example -> likeness(asked, example, weight))
              .max()
              .orElse(0);
      return scaled(best, HALF_OF_WORDS, WHOLE_OF_WORDS);
    }
    if (answer == null) {
      return 0;
    }
    double[] nearest =
        examples.stream().mapToDouble(example -> likeness(question, example.vector())).toArray();
    Arrays.sort(nearest);
    double three =
        Arrays.stream(nearest, Math.max(0, nearest.length - THREE), nearest.length)
            .average()
            .orElse(0);
    return scaled(
        NEAREST * nearest[nearest.length - 1]
            + NEAREST_THREE * three
            + ANSWER * likeness(question, answer)
            - TALK_OF_QUESTION * question.talk(),
        HALF_OF_PAST_ANSWER,
        WHOLE);
  }

  /** Of the example that is likest, to sort answers by before all their examples are read. */
  static double ofNearest(Encoded asked, List<Encoded> examples, IntToDoubleFunction weight) {
    MeaningVector question = asked.vector();
    return examples.stream()
        .mapToDouble(example ->
            question == null
                ? likeness(asked, example, weight)
                : likeness(question, example.vector()))
        .max()
        .orElse(-1);
  }

  /** Of a phrase; null for what it has not, or what no vector is made of yet. */
  static double ofPhrase(
      Encoded asked,
      @Nullable Encoded title,
      @Nullable Encoded content,
      IntToDoubleFunction weight) {
    MeaningVector question = asked.vector();
    if (question == null) {
      double best =
          Math.max(
              title == null ? 0 : likeness(asked, title, weight),
              content == null ? 0 : likeness(asked, content, weight));
      return scaled(best, HALF_OF_WORDS, WHOLE_OF_WORDS);
    }
    Encoded one = title == null ? content : title;
    Encoded other = content == null ? title : content;
    if (one == null || other == null) {
      return 0;
    }
    double ofTitle = likeness(question, one.vector());
    double ofContent = likeness(question, other.vector());
    return scaled(
        TITLE * ofTitle
            + CONTENT * ofContent
            + LIKER_OF_BOTH * Math.max(ofTitle, ofContent)
            - TALK_OF_QUESTION * question.talk(),
        HALF_OF_PHRASE,
        WHOLE);
  }

  private static double likeness(MeaningVector question, @Nullable MeaningVector other) {
    return other == null ? -1 : question.cosine(other) - TALK_OF_OTHER * other.talk();
  }

  /** The cosine of both, where each piece is a dimension and as long as what it tells. */
  private static double likeness(Encoded one, Encoded other, IntToDoubleFunction weight) {
    double shared = 0;
    int[] pieces = other.pieces();
    for (int piece : one.pieces()) {
      if (Arrays.binarySearch(pieces, piece) >= 0) {
        shared += squared(weight.applyAsDouble(piece));
      }
    }
    double both = length(one, weight) * length(other, weight);
    return both == 0 ? 0 : shared / both;
  }

  private static double length(Encoded text, IntToDoubleFunction weight) {
    return Math.sqrt(
        Arrays.stream(text.pieces())
            .mapToDouble(piece -> squared(weight.applyAsDouble(piece)))
            .sum());
  }

  private static double squared(double value) {
    return value * value;
  }

  /** Straight lines from 0 to one half and on to 1. */
  private static double scaled(double raw, double half, double whole) {
    double score = raw <= half ? raw / half / 2 : 0.5 + (raw - half) / (whole - half) / 2;
    return Math.clamp(score, 0, 1);
  }
}
