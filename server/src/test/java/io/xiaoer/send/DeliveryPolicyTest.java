package io.xiaoer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.SendState;
import io.xiaoer.sdk.api.ApiError;
import io.xiaoer.sdk.api.Scope;
import io.xiaoer.sdk.api.SendOutcome;
import io.xiaoer.send.DeliveryPolicy.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliveryPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:00:30Z");
  private static final ApiError REFUSAL = new ApiError(40003, "invalid openid", "abc-1");
  private static final SendOutcome BUSY =
      new SendOutcome.Busy(new ApiError(-1, "system error", ""));
  private static final SendOutcome DOUBT = new SendOutcome.Unknown("timeout");
  private static final SendOutcome DOWN = new SendOutcome.NotSent("connection refused");
  private static final SendOutcome QUOTA =
      new SendOutcome.Throttled(new ApiError(45009, "quota", ""), Scope.DAY);
  private static final SendOutcome STOP =
      new SendOutcome.Misconfigured(new ApiError(61004, "access clientip is not registered", ""));

  @Test
  void acceptedEndsWithThePlatformsId() {
    for (Delivery delivery : List.of(fresh(), doubtful(Duration.ofSeconds(9)))) {
      assertThat(after(delivery, new SendOutcome.Accepted("42")))
          .isEqualTo(new Next.Accepted("42"));
    }
  }

  @Test
  void aRefusalEndsAndKeepsWhatThePlatformSaid() {
    assertThat(after(fresh(), new SendOutcome.Refused(REFUSAL)))
        .isEqualTo(new Next.End(SendState.FAILED, new SendError(40003, "invalid openid", "abc-1")));
  }

  @Test
  void aRefusalOfARepetitionSaysNothingOfTheFirstTry() {
    assertThat(after(doubtful(Duration.ofSeconds(9)), new SendOutcome.Refused(REFUSAL)))
        .isEqualTo(
            new Next.End(SendState.UNKNOWN, new SendError(40003, "invalid openid", "abc-1")));
  }

  @Test
  void pausesGrowAreSpreadByChanceAndHaveAnEnd() {
    assertThat(pause(0, 0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(pause(0, 1)).isEqualTo(Duration.ofMillis(500));
    assertThat(pause(1, 0)).isEqualTo(Duration.ofSeconds(2));
    assertThat(pause(4, 0)).isEqualTo(Duration.ofSeconds(16));
    assertThat(pause(5, 0)).isEqualTo(Duration.ofSeconds(30));
    assertThat(pause(1_000_000, 0)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aDoubtIsSaidAtOnceAndTriedAgainForFiveMinutes() {
    assertThat(after(fresh(), DOUBT))
        .isEqualTo(
            new Next.Again(
                SendState.UNKNOWN,
                new SendError(0, "timeout", ""),
                NOW.plusSeconds(1),
                1,
                NOW.minusSeconds(10),
                NOW.minusSeconds(10)));
    assertThat(after(doubtful(DeliveryPolicy.TRYING_MAX), DOUBT))
        .isEqualTo(new Next.End(SendState.UNKNOWN, new SendError(0, "timeout", "")));
  }

  @Test
  void whatSurelyDidNotArriveStaysQueuedAndFailsAfterAsLong() {
    for (SendOutcome outcome : List.of(BUSY, DOWN)) {
      assertThat(after(fresh(), outcome))
          .isInstanceOfSatisfying(
              Next.Again.class,
              again -> {
                assertThat(again.state()).isEqualTo(SendState.QUEUED);
                assertThat(again.doubtSince()).isNull();
              });
      assertThat(after(tried(DeliveryPolicy.TRYING_MAX, null), outcome))
          .isInstanceOfSatisfying(
              Next.End.class, end -> assertThat(end.state()).isEqualTo(SendState.FAILED));
    }
  }

  @Test
  void whenTheWholeShopStandsStillNoTryIsLost() {
    for (SendOutcome outcome : List.of(QUOTA, STOP)) {
      assertThat(after(tried(Duration.ofMinutes(4), null), outcome))
          .isInstanceOfSatisfying(
              Next.Again.class,
              again -> {
                assertThat(again.state()).isEqualTo(SendState.QUEUED);
                assertThat(again.at()).isEqualTo(NOW);
                assertThat(again.setbacks()).isZero();
                assertThat(again.tryingSince()).isNull();
              });
    }
  }

  @Test
  void noOutcomeButAcceptanceTakesADoubtAway() {
    Random random = new Random(20261125);
    List<SendOutcome> others =
        List.of(BUSY, DOUBT, DOWN, QUOTA, STOP, new SendOutcome.Refused(REFUSAL));
    for (int i = 0; i < 1_000; i++) {
      SendOutcome outcome = others.get(random.nextInt(others.size()));
      Duration age = Duration.ofSeconds(random.nextInt(600));
      Next next = DeliveryPolicy.after(doubtful(age), outcome, NOW, random.nextDouble());
      assertThat(next)
          .as("case %d of seed 20261125: %s after %s", i, outcome, age)
          .satisfiesAnyOf(
              it ->
                  assertThat(it)
                      .isInstanceOfSatisfying(
                          Next.End.class,
                          end -> assertThat(end.state()).isEqualTo(SendState.UNKNOWN)),
              it ->
                  assertThat(it)
                      .isInstanceOfSatisfying(
                          Next.Again.class,
                          again -> {
                            assertThat(again.state()).isEqualTo(SendState.UNKNOWN);
                            assertThat(again.doubtSince()).isEqualTo(NOW.minus(age));
                            assertThat(age).isLessThan(DeliveryPolicy.TRYING_MAX);
                          }));
    }
  }

  @Test
  void whatThePlatformSaysCanBeStoredByEveryEngine() {
    assertThat(after(fresh(), new SendOutcome.Refused(new ApiError(1, "a\0b", ""))))
        .isEqualTo(new Next.End(SendState.FAILED, new SendError(1, "a b", "")));
  }

  private static Next after(Delivery delivery, SendOutcome outcome) {
    return DeliveryPolicy.after(delivery, outcome, NOW, 0);
  }

  private static Duration pause(int setbacks, double jitter) {
    return DeliveryPolicy.after(delivery(setbacks, NOW, null), BUSY, NOW, jitter)
            instanceof Next.Again again
        ? Duration.between(NOW, again.at())
        : Duration.ZERO;
  }

  private static Delivery fresh() {
    return delivery(0, NOW.minusSeconds(10), null);
  }

  private static Delivery tried(Duration age, @Nullable Instant doubtSince) {
    return delivery(3, NOW.minus(age), doubtSince);
  }

  private static Delivery doubtful(Duration age) {
    return tried(age, NOW.minus(age));
  }

  private static Delivery delivery(
      int setbacks, Instant tryingSince, @Nullable Instant doubtSince) {
    return new Delivery(
        1,
        1,
        "main",
        "o1",
        "r1",
        new MessageBody.Text("在的"),
        setbacks + 1,
        setbacks,
        tryingSince,
        doubtSince,
        NOW.minusSeconds(10));
  }
}
