package io.xiaoer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.log.TestCustomers;
import io.xiaoer.sdk.api.ApiError;
import io.xiaoer.sdk.api.Scope;
import io.xiaoer.sdk.api.SendOutcome;
import io.xiaoer.send.ShopSendState.Open;
import io.xiaoer.send.ShopSendState.Paused;
import io.xiaoer.send.ShopSendState.Reason;
import io.xiaoer.send.ShopSendState.Stopped;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendingPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:00:30Z");
  private static final SendOutcome ACCEPTED = new SendOutcome.Accepted("42");

  @Test
  void theMinutesQuotaIsOverWithTheMinute() {
    assertThat(after(new Open(), throttled(Scope.MINUTE)))
        .isInstanceOfSatisfying(
            Paused.class,
            paused -> {
              assertThat(paused.reason()).isEqualTo(Reason.MINUTE_QUOTA);
              assertThat(paused.until()).isEqualTo(Instant.parse("2026-11-23T08:01:00Z"));
            });
  }

  @Test
  void theDaysQuotaIsOverAtMidnightInShanghai() {
    ShopSendState paused = after(new Open(), throttled(Scope.DAY));
    assertThat(paused)
        .isInstanceOfSatisfying(
            Paused.class,
            it -> assertThat(it.until()).isEqualTo(Instant.parse("2026-11-23T16:00:00Z")));
    assertThat(SendingPolicy.at(paused, Instant.parse("2026-11-23T15:59:59Z"))).isEqualTo(paused);
    assertThat(SendingPolicy.at(paused, Instant.parse("2026-11-23T16:00:00Z")))
        .isEqualTo(new Open());
  }

  @Test
  void aShorterQuotaDoesNotShortenTheLongerOne() {
    ShopSendState day = after(new Open(), throttled(Scope.DAY));
    assertThat(after(day, throttled(Scope.MINUTE))).isEqualTo(day);
  }

  @Test
  void whatSomebodyMustMendStopsTheShopUnderItsName() {
    assertThat(reason(40164)).isEqualTo(Reason.ADDRESS_NOT_ALLOWED);
    assertThat(reason(45035)).isEqualTo(Reason.ADDRESS_NOT_ALLOWED);
    assertThat(reason(61004)).isEqualTo(Reason.ADDRESS_NOT_ALLOWED);
    assertThat(reason(48001)).isEqualTo(Reason.NOT_AUTHORISED);
    assertThat(reason(48004)).isEqualTo(Reason.NOT_AUTHORISED);
    assertThat(reason(40125)).isEqualTo(Reason.CREDENTIALS);
  }

  @Test
  void aStoppedShopIsTriedAgainEverMoreSeldom() {
    Stopped stopped = stopped();
    assertThat(stopped.nextTrialAt()).isEqualTo(NOW.plusSeconds(30));
    Stopped first = SendingPolicy.trialBegins(stopped, stopped.nextTrialAt(), 0);
    assertThat(first.nextTrialAt()).isEqualTo(stopped.nextTrialAt().plusSeconds(60));
    Stopped last = first;
    for (int i = 0; i < 40; i++) {
      last = SendingPolicy.trialBegins(last, NOW, 0);
    }
    assertThat(last.nextTrialAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(SendingPolicy.tryNow(last, NOW))
        .isInstanceOfSatisfying(Stopped.class, it -> assertThat(it.nextTrialAt()).isEqualTo(NOW));
  }

  @Test
  void anAnswerToATestCustomerSaysNothingOfTheShop() {
    SendOutcome toNobody = new SendOutcome.Refused(new ApiError(TestCustomers.ERRCODE, "", ""));
    assertThat(SendingPolicy.after(stopped(), toNobody, NOW.plusSeconds(31), NOW, 0))
        .isEqualTo(stopped());
  }

  @Test
  void aTrialThatIsAnsweredOpensTheShopAlsoWhenTheAnswerItselfIsRefused() {
    SendOutcome refused = new SendOutcome.Refused(new ApiError(40003, "", ""));
    for (SendOutcome outcome : List.of(ACCEPTED, refused)) {
      assertThat(SendingPolicy.after(stopped(), outcome, NOW.plusSeconds(31), NOW, 0))
          .isEqualTo(new Open());
    }
  }

  @Test
  void whatBeganBeforeTheStopTellsNothingOfTheTimeAfterIt() {
    assertThat(SendingPolicy.after(stopped(), ACCEPTED, NOW.minusSeconds(1), NOW, 0))
        .isEqualTo(stopped());
    assertThat(SendingPolicy.after(stopped(), misconfigured(48001), NOW.minusSeconds(1), NOW, 0))
        .isEqualTo(stopped());
  }

  @Test
  void aTrialOfWhichNothingIsKnownChangesNothing() {
    for (SendOutcome outcome :
        List.of(
            new SendOutcome.NotSent("down"),
            new SendOutcome.Unknown("timeout"),
            new SendOutcome.Busy(new ApiError(-1, "", "")))) {
      assertThat(after(stopped(), outcome)).isEqualTo(stopped());
      assertThat(after(new Open(), outcome)).isEqualTo(new Open());
    }
  }

  @Test
  void whoSaysThatAQuotaIsRaisedIsBelievedUntilTheNextAnswer() {
    assertThat(SendingPolicy.tryNow(after(new Open(), throttled(Scope.DAY)), NOW))
        .isEqualTo(new Open());
  }

  private static Reason reason(int errcode) {
    return after(new Open(), misconfigured(errcode)) instanceof Stopped stopped
        ? stopped.reason()
        : Reason.DAY_QUOTA;
  }

  private static Stopped stopped() {
    return (Stopped) after(new Open(), misconfigured(61004));
  }

  private static SendOutcome misconfigured(int errcode) {
    return new SendOutcome.Misconfigured(new ApiError(errcode, "no", "r"));
  }

  private static SendOutcome throttled(Scope scope) {
    return new SendOutcome.Throttled(new ApiError(45009, "quota", ""), scope);
  }

  private static ShopSendState after(ShopSendState before, SendOutcome outcome) {
    return SendingPolicy.after(before, outcome, NOW, NOW, 0);
  }
}
