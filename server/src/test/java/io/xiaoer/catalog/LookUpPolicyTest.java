package io.xiaoer.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.catalog.LookUpPolicy.Next;
import io.xiaoer.catalog.LookUpPolicy.Reason;
import io.xiaoer.sdk.api.ApiError;
import io.xiaoer.sdk.api.Failure;
import io.xiaoer.sdk.api.LookUp;
import io.xiaoer.sdk.api.Scope;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LookUpPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-23T15:59:30Z"); // 23:59:30 in Shanghai
  private static final ApiError ERROR = new ApiError(7, "words", "rid");

  @Test
  void whatThePlatformTellsIsKnown() {
    assertThat(LookUpPolicy.after(1, new LookUp.Found<>("card"), NOW))
        .isEqualTo(new Next.Known<>("card"));
  }

  @Test
  void whatItDoesNotKnowOrRefusesIsNotAskedForAgain() {
    assertThat(LookUpPolicy.after(1, new LookUp.Absent<>(), NOW))
        .isEqualTo(new Next.End<>(Reason.ABSENT));
    assertThat(after(1, new Failure.Refused(ERROR))).isEqualTo(new Next.End<>(Reason.REFUSED));
  }

  @Test
  void aBusyPlatformIsAskedAgainLaterAndLaterAndThenNoMore() {
    Duration before = Duration.ZERO;
    for (int attempt = 1; attempt < LookUpPolicy.ATTEMPTS_MAX; attempt++) {
      Next<String> next = after(attempt, new Failure.Busy(ERROR));
      assertThat(next).isInstanceOf(Next.Again.class);
      Next.Again<String> again = (Next.Again<String>) next;
      assertThat(again.failed()).isEqualTo(attempt >= LookUpPolicy.ATTEMPTS_PENDING_MAX);
      Duration pause = Duration.between(NOW, again.at());
      assertThat(pause)
          .isGreaterThanOrEqualTo(before)
          .isBetween(Duration.ofSeconds(2), Duration.ofMinutes(30));
      before = pause;
    }
    assertThat(after(LookUpPolicy.ATTEMPTS_MAX, new Failure.Unknown("silence")))
        .isEqualTo(new Next.End<>(Reason.UNREACHABLE));
  }

  @Test
  void aWrongSettingShowsAtOnceAndHoldsTheWholeShop() {
    assertThat(after(1, new Failure.Misconfigured(ERROR)))
        .isEqualTo(new Next.Barred<>(Reason.NOT_AUTHORISED, NOW.plus(Duration.ofMinutes(10))));
  }

  @Test
  void aSpentAllowanceHoldsTheShopUntilItIsRenewed() {
    assertThat(after(1, new Failure.Throttled(ERROR, Scope.MINUTE)))
        .isEqualTo(new Next.Hold<>(Instant.parse("2026-11-23T16:00:00Z")));
    assertThat(
            LookUpPolicy.after(
                1,
                new LookUp.Failed<>(new Failure.Throttled(ERROR, Scope.DAY)),
                NOW.plusSeconds(60)))
        .as("midnight in Shanghai has just passed")
        .isEqualTo(new Next.Hold<>(Instant.parse("2026-11-24T16:00:00Z")));
  }

  private static Next<String> after(int attempts, Failure why) {
    return LookUpPolicy.after(attempts, new LookUp.Failed<>(why), NOW);
  }
}
