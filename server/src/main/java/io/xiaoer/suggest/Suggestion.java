package io.xiaoer.suggest;

import org.jspecify.annotations.Nullable;

/**
 * What could be answered.
 *
 * @param text of a phrase as it was written, with its variables
 * @param score from 0 to 1; at the same score phrases and past answers are as likely right
 * @param phraseId of a phrase; null for a past answer
 */
public record Suggestion(Source source, String text, double score, @Nullable Long phraseId) {

  /** Whose words they are. */
  public enum Source {
    /** The team's, or the asking person's own. */
    PHRASE,
    /** Of people of the shop, to customers before. */
    PAST_ANSWER
  }

  @Override
  public String toString() {
    return "Suggestion[" + source + " " + score + "]";
  }
}
