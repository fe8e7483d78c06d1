package io.xiaoer.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SendSlotsTest {
  private final SendSlots slots = new SendSlots();
  private long conversation;

  @Test
  void aCustomerHasOneAnswerUnderWayAtATime() {
    assertThat(slots.enter("a", 7, false)).isTrue();
    assertThat(slots.enter("a", 7, false)).isFalse();
    assertThat(slots.isBusy(7)).isTrue();
    slots.leave("a", 7, false);
    assertThat(slots.enter("a", 7, false)).isTrue();
  }

  @Test
  void oneShopTakesNoMoreThanItsShare() {
    assertThat(fill("a")).isEqualTo(SendSlots.OF_SHOP_MAX);
    assertThat(slots.underWay("a")).isEqualTo(SendSlots.OF_SHOP_MAX);
  }

  @Test
  void shopsWhoseCallsHangLeaveRoomForTheOthers() {
    fill("slow 1");
    fill("slow 2");
    assertThat(slots.underWay("slow 1") + slots.underWay("slow 2")).isEqualTo(SendSlots.COMMON_MAX);
    int shops = (SendSlots.AT_ONCE_MAX - SendSlots.COMMON_MAX) / SendSlots.SURE_OF_SHOP;
    for (int i = 0; i < shops; i++) {
      assertThat(fill("quick " + i)).isEqualTo(SendSlots.SURE_OF_SHOP);
    }
    assertThat(fill("one too many")).isZero();
  }

  @Test
  void longUploadsLeaveRoomForTexts() {
    int uploads = 0;
    while (slots.enter("a", conversation++, true)) {
      uploads++;
    }
    assertThat(uploads).isEqualTo(SendSlots.UPLOADS_OF_SHOP_MAX);
    assertThat(slots.mayUpload("a")).isFalse();
    assertThat(slots.mayUpload("b")).isTrue();
    assertThat(fill("a")).isEqualTo(SendSlots.OF_SHOP_MAX - uploads);
  }

  @Test
  void whatIsLeftIsFreeAgainAndNothingIsLeftTwice() {
    assertThat(slots.enter("a", 1, true)).isTrue();
    slots.leave("a", 1, true);
    assertThat(slots.underWay("a")).isZero();
    assertThatThrownBy(() -> slots.leave("a", 1, true)).isInstanceOf(IllegalStateException.class);
    assertThat(slots.underWay("a")).isZero();
  }

  private int fill(String shop) {
    int entered = 0;
    while (slots.enter(shop, conversation++, false)) {
      entered++;
    }
    return entered;
  }
}
