package io.xiaoer.assist;

import io.xiaoer.assist.Replay.Played;
import io.xiaoer.assist.Replay.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a replay says of a model.
 *
 * @param played rounds that are decided
 * @param failed without a draft
 * @param gone whose messages are not there any more
 * @param marked drafts in which the shop has not stated something
 * @param promises such passages, of all of them
 * @param p95Milliseconds what 95 of 100 drafts do not exceed; null without any
 * @param counted drafts of which the host said how many tokens
 */
record ReplayReport(
    int played,
    int drafted,
    int failed,
    int gone,
    int marked,
    int promises,
    int judged,
    int usable,
    int usableAfterChange,
    int unusable,
    @Nullable Long p95FirstWordMilliseconds,
    @Nullable Long p95Milliseconds,
    long promptTokens,
    long answerTokens,
    int counted) {
  private static final double P95 = 0.95;

  static ReplayReport of(List<Played> all) {
    List<Played> played = all.stream().filter(one -> one.outcome() != null).toList();
    List<Played> drafted = played.stream().filter(Played::isDrafted).toList();
    int gone = (int) played.stream().filter(one -> Played.GONE.equals(one.outcome())).count();
    return new ReplayReport(
        played.size(),
        drafted.size(),
        played.size() - drafted.size() - gone,
        gone,
        (int) drafted.stream().filter(one -> one.marked() > 0).count(),
        drafted.stream().mapToInt(Played::marked).sum(),
        (int) drafted.stream().filter(one -> one.verdict() != null).count(),
        judged(drafted, Verdict.USABLE),
        judged(drafted, Verdict.USABLE_AFTER_CHANGE),
        judged(drafted, Verdict.UNUSABLE),
        p95(drafted, Played::firstWordMs),
        p95(drafted, Played::totalMs),
        sum(drafted, Played::promptTokens),
        sum(drafted, Played::answerTokens),
        (int) drafted.stream().filter(one -> one.answerTokens() != null).count());
  }

  private static int judged(List<Played> drafted, Verdict verdict) {
    return (int) drafted.stream().filter(one -> one.verdict() == verdict).count();
  }

  private static long sum(List<Played> drafted, Function<Played, @Nullable Long> of) {
    return drafted.stream().map(of).filter(Objects::nonNull).mapToLong(Long::longValue).sum();
  }

  /** The smallest time that so many of them do not exceed. */
  private static @Nullable Long p95(List<Played> drafted, Function<Played, @Nullable Long> of) {
    List<Long> sorted = drafted.stream().map(of).filter(Objects::nonNull).sorted().toList();
    return sorted.isEmpty() ? null : sorted.get((int) Math.ceil(P95 * sorted.size()) - 1);
  }
}
