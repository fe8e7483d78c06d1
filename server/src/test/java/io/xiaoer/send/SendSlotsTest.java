package io.xiaoer.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LanesTest {
  private final Lanes lanes = new Lanes();
  private long conversation;

  @Test
  void aCustomerHasOneAnswerUnderWayAtATime() {
    assertThat(lanes.enter("a", 7, false)).isTrue();
    assertThat(lanes.enter("a", 7, false)).isFalse();
    assertThat(lanes.isBusy(7)).isTrue();
    lanes.leave("a", 7, false);
    assertThat(lanes.enter("a", 7, false)).isTrue();
  }

  @Test
  void oneShopTakesNoMoreThanItsShare() {
    assertThat(fill("a")).isEqualTo(Lanes.OF_SHOP_MAX);
    assertThat(lanes.underWay("a")).isEqualTo(Lanes.OF_SHOP_MAX);
  }

  @Test
  void shopsWhoseCallsHangLeaveRoomForTheOthers() {
    fill("slow 1");
    fill("slow 2");
    assertThat(lanes.underWay("slow 1") + lanes.underWay("slow 2")).isEqualTo(Lanes.COMMON_MAX);
    int shops = (Lanes.AT_ONCE_MAX - Lanes.COMMON_MAX) / Lanes.SURE_OF_SHOP;
    for (int i = 0; i < shops; i++) {
      assertThat(fill("quick " + i)).isEqualTo(Lanes.SURE_OF_SHOP);
    }
    assertThat(fill("one too many")).isZero();
  }

  @Test
  void longUploadsLeaveRoomForTexts() {
    int uploads = 0;
    while (lanes.enter("a", conversation++, true)) {
      uploads++;
    }
    assertThat(uploads).isEqualTo(Lanes.UPLOADS_OF_SHOP_MAX);
    assertThat(lanes.mayUpload("a")).isFalse();
    assertThat(lanes.mayUpload("b")).isTrue();
    assertThat(fill("a")).isEqualTo(Lanes.OF_SHOP_MAX - uploads);
  }

  @Test
  void whatIsLeftIsFreeAgainAndNothingIsLeftTwice() {
    assertThat(lanes.enter("a", 1, true)).isTrue();
    lanes.leave("a", 1, true);
    assertThat(lanes.underWay("a")).isZero();
    assertThatThrownBy(() -> lanes.leave("a", 1, true)).isInstanceOf(IllegalStateException.class);
    assertThat(lanes.underWay("a")).isZero();
  }

  private int fill(String shop) {
    int entered = 0;
    while (lanes.enter(shop, conversation++, false)) {
      entered++;
    }
    return entered;
  }
}
