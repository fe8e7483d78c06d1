package io.xiaoer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.conversation.SendState;
import io.xiaoer.sdk.api.ApiError;
import io.xiaoer.sdk.api.Scope;
import io.xiaoer.sdk.api.SendOutcome;
import io.xiaoer.send.DeliveryPolicy.Next;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeliveryPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:00:30Z");

  @Test
  void acceptedEndsWithThePlatformsId() {
    assertThat(after(1, new SendOutcome.Accepted("42"))).isEqualTo(new Next.Accepted("42"));
  }

  @Test
  void aRefusalEndsAndKeepsWhatThePlatformSaid() {
    ApiError error = new ApiError(40003, "invalid openid", "abc-1");
    assertThat(after(1, new SendOutcome.Refused(error)))
        .isEqualTo(new Next.End(SendState.FAILED, new SendError(40003, "invalid openid", "abc-1")));
  }

  @Test
  void aBusyPlatformIsTriedAgainEverMoreSlowlyAndNotForEver() {
    SendOutcome busy = new SendOutcome.Busy(new ApiError(-1, "system error", ""));
    assertThat(pauseAfter(1, busy)).isEqualTo(Duration.ofSeconds(1));
    assertThat(pauseAfter(2, busy)).isEqualTo(Duration.ofSeconds(2));
    assertThat(pauseAfter(7, busy)).isEqualTo(Duration.ofSeconds(30));
    assertThat(after(8, busy))
        .isInstanceOfSatisfying(
            Next.End.class, end -> assertThat(end.state()).isEqualTo(SendState.FAILED));
  }

  @Test
  void theMinutesQuotaIsOverWithTheMinute() {
    assertThat(throttled(Scope.MINUTE)).isEqualTo(Instant.parse("2026-11-23T08:01:00Z"));
  }

  @Test
  void theDaysQuotaIsOverAtMidnightInShanghai() {
    assertThat(throttled(Scope.DAY)).isEqualTo(Instant.parse("2026-11-23T16:00:00Z"));
  }

  @Test
  void aDoubtIsSaidAtOnceAndTriedAgainForFiveMinutes() {
    SendOutcome doubt = new SendOutcome.Unknown("timeout");
    assertThat(after(1, doubt))
        .isEqualTo(
            new Next.Again(SendState.UNKNOWN, new SendError(0, "timeout", ""), NOW.plusSeconds(1)));
    Delivery old = delivery(9, NOW.minus(DeliveryPolicy.DOUBT_MAX));
    assertThat(DeliveryPolicy.after(old, doubt, NOW))
        .isEqualTo(new Next.End(SendState.UNKNOWN, new SendError(0, "timeout", "")));
  }

  @Test
  void whatSurelyWasNotSentStaysQueuedAndFailsInTheEnd() {
    SendOutcome down = new SendOutcome.NotSent("connection refused");
    assertThat(after(1, down))
        .isInstanceOfSatisfying(
            Next.Again.class, again -> assertThat(again.state()).isEqualTo(SendState.QUEUED));
    Delivery old = delivery(9, NOW.minus(DeliveryPolicy.DOUBT_MAX));
    assertThat(DeliveryPolicy.after(old, down, NOW))
        .isInstanceOfSatisfying(
            Next.End.class, end -> assertThat(end.state()).isEqualTo(SendState.FAILED));
  }

  private static Next after(int attempts, SendOutcome outcome) {
    return DeliveryPolicy.after(delivery(attempts, NOW.minusSeconds(20)), outcome, NOW);
  }

  private static Duration pauseAfter(int attempts, SendOutcome outcome) {
    return after(attempts, outcome) instanceof Next.Again again
        ? Duration.between(NOW, again.at())
        : Duration.ZERO;
  }

  private static Instant throttled(Scope scope) {
    Next next = after(1, new SendOutcome.Throttled(new ApiError(45009, "quota", ""), scope));
    return next instanceof Next.Again again ? again.at() : Instant.EPOCH;
  }

  private static Delivery delivery(int attempts, Instant firstTryAt) {
    return new Delivery(1, 1, "main", "o1", "r1", "text", "{}", attempts, firstTryAt);
  }
}
