package io.xiaoer.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.media.FetchPolicy.Next;
import io.xiaoer.media.MediaItem.Reason;
import io.xiaoer.sdk.api.ApiError;
import io.xiaoer.sdk.api.DownloadOutcome;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FetchPolicyTest {
  private static final Instant FIRST = Instant.parse("2026-11-25T08:00:00Z");

  private static Next after(DownloadOutcome outcome, int attempts, Duration since) {
    return FetchPolicy.after(outcome, attempts, FIRST, FIRST.plus(since), 0);
  }

  @Test
  void theFirstTriesComeFastAndTheLastAfterAWeek() {
    DownloadOutcome unknown = new DownloadOutcome.Unknown("HTTP 503");
    Instant now = FIRST;
    int attempts = 1;
    int withinAMinute = 0;
    while (FetchPolicy.after(unknown, attempts, FIRST, now, 0.5)
        instanceof Next.Again(Instant at)) {
      assertThat(at).isAfter(now);
      assertThat(Duration.between(now, at)).isLessThan(Duration.ofHours(3));
      now = at;
      attempts++;
      if (Duration.between(FIRST, now).compareTo(Duration.ofMinutes(1)) <= 0) {
        withinAMinute++;
      }
    }
    assertThat(withinAMinute).isGreaterThanOrEqualTo(4);
    assertThat(Duration.between(FIRST, now)).isBetween(Duration.ofDays(7), Duration.ofDays(8));
    assertThat(after(unknown, attempts, FetchPolicy.TRIED_FOR_MAX))
        .isEqualTo(new Next.Failed(Reason.UNREACHABLE));
  }

  @Test
  void whatIsGoneIsBelievedAfterSomeMinutesOnly() {
    DownloadOutcome gone = new DownloadOutcome.Gone(404);
    assertThat(after(gone, 1, Duration.ZERO)).isInstanceOf(Next.Again.class);
    assertThat(after(gone, 5, Duration.ofMinutes(10))).isEqualTo(new Next.Failed(Reason.GONE));
  }

  @Test
  void aRefusalOfThePlatformIsBelievedAfterSomeHours() {
    DownloadOutcome refused = new DownloadOutcome.Refused(new ApiError(40097, "x", ""));
    assertThat(after(refused, 9, Duration.ofHours(1))).isInstanceOf(Next.Again.class);
    assertThat(after(refused, 9, Duration.ofHours(6))).isEqualTo(new Next.Failed(Reason.REFUSED));
  }

  @Test
  void whatIsRefusedToTheWholeShopHoldsItsFilesAndGivesNoneUp() {
    for (int errcode : new int[] {40001, 40164, 45009, 61004, 48001}) {
      DownloadOutcome refused = new DownloadOutcome.Refused(new ApiError(errcode, "x", ""));
      assertThat(after(refused, 1, Duration.ZERO))
          .isEqualTo(new Next.Hold(FIRST.plus(Duration.ofMinutes(1))));
      assertThat(after(refused, 13, Duration.ofDays(2))).isInstanceOf(Next.Hold.class);
    }
  }

  @Test
  void whatMayNotBeContactedOrIsTooLargeIsNotTriedAgain() {
    assertThat(after(new DownloadOutcome.NotAllowed("x"), 1, Duration.ZERO))
        .isEqualTo(new Next.Failed(Reason.REFUSED));
    assertThat(after(new DownloadOutcome.TooLarge(1), 1, Duration.ZERO))
        .isEqualTo(new Next.Failed(Reason.TOO_LARGE));
  }

  @Test
  void ourOwnDisksTroubleNeverGivesAFileUp() {
    assertThat(after(new DownloadOutcome.NotKept("IOException"), 900, Duration.ofDays(30)))
        .isEqualTo(new Next.Again(FIRST.plus(Duration.ofDays(30)).plusSeconds(60)));
  }

  @Test
  void whatFailedTogetherDoesNotComeBackTogether() {
    assertThat(FetchPolicy.pause(12, 1)).isGreaterThan(FetchPolicy.pause(12, 0));
  }
}
