package io.xiaoer.assist;

import io.xiaoer.shop.ShopId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Past rounds of a shop that are given to the model, to judge what it writes.
 *
 * @param wanted rounds
 * @param reason why it is broken; empty
 * @param endedAt null while it is running
 */
record Replay(
    long id,
    ShopId shop,
    int days,
    int wanted,
    String host,
    String model,
    State state,
    String reason,
    String byName,
    Instant beganAt,
    @Nullable Instant endedAt) {

  enum State {
    RUNNING,
    DONE,
    /** Somebody has stopped it. */
    STOPPED,
    /** The model gave nothing several times in a row, or was switched off. */
    BROKEN;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a person says of a draft. */
  enum Verdict {
    USABLE,
    USABLE_AFTER_CHANGE,
    UNUSABLE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Verdict> of(String word) {
      return Stream.of(values()).filter(one -> one.word().equals(word)).findFirst();
    }
  }

  /**
   * One of its rounds.
   *
   * @param outcome {@link #DRAFTED}, {@link #GONE}, or why there is no draft; null: it waits
   * @param draft with words in place of what is personal
   * @param promises JSON
   * @param marked how many passages of it the shop has not stated
   */
  record Played(
      long id,
      long conversationId,
      long answerId,
      @Nullable String outcome,
      @Nullable String draft,
      @Nullable String promises,
      int marked,
      @Nullable Long firstWordMs,
      @Nullable Long totalMs,
      @Nullable Long promptTokens,
      @Nullable Long answerTokens,
      @Nullable Verdict verdict,
      @Nullable String judgedBy) {
    static final String DRAFTED = "drafted";

    /** Its messages are not there any more, or nothing can be read of them. */
    static final String GONE = "gone";

    boolean isDrafted() {
      return DRAFTED.equals(outcome);
    }

    @Override
    public String toString() {
      return "Played[" + id + " " + outcome + "]";
    }
  }
}
