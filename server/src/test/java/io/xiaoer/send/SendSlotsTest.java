package io.xiaoer.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.send.Outbox.Head;
import org.junit.jupiter.api.Test;

class SendSlotsTest {
  private final SendSlots slots = new SendSlots();
  private long conversation;

  @Test
  void aCustomerHasOneAnswerUnderWayAtATime() {
    assertThat(slots.enter(text("a", 7))).isTrue();
    assertThat(slots.enter(text("a", 7))).isFalse();
    assertThat(slots.isBusy(7)).isTrue();
    slots.leave(text("a", 7));
    assertThat(slots.enter(text("a", 7))).isTrue();
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
    while (slots.enter(file("a", conversation++))) {
      uploads++;
    }
    assertThat(uploads).isEqualTo(SendSlots.UPLOADS_OF_SHOP_MAX);
    assertThat(slots.mayUpload("a")).isFalse();
    assertThat(slots.mayUpload("b")).isTrue();
    assertThat(fill("a")).isEqualTo(SendSlots.OF_SHOP_MAX - uploads);
  }

  @Test
  void automaticAnswersLeaveRoomForPeople() {
    int automatic = 0;
    while (slots.enter(automatic("a", conversation++))) {
      automatic++;
    }
    assertThat(automatic).isEqualTo(SendSlots.AUTOMATIC_OF_SHOP_MAX);
    assertThat(fill("a")).isEqualTo(SendSlots.OF_SHOP_MAX - automatic);
    slots.leave(automatic("a", 0));
    assertThat(slots.enter(automatic("a", conversation++))).isTrue();
  }

  @Test
  void whatIsLeftIsFreeAgainAndNothingIsLeftTwice() {
    assertThat(slots.enter(file("a", 1))).isTrue();
    slots.leave(file("a", 1));
    assertThat(slots.underWay("a")).isZero();
    assertThatThrownBy(() -> slots.leave(file("a", 1))).isInstanceOf(IllegalStateException.class);
    assertThat(slots.underWay("a")).isZero();
  }

  private int fill(String shop) {
    int entered = 0;
    while (slots.enter(text(shop, conversation++))) {
      entered++;
    }
    return entered;
  }

  private static Head text(String shop, long conversationId) {
    return new Head(shop, conversationId, conversationId, false, false);
  }

  private static Head file(String shop, long conversationId) {
    return new Head(shop, conversationId, conversationId, true, false);
  }

  private static Head automatic(String shop, long conversationId) {
    return new Head(shop, conversationId, conversationId, false, true);
  }
}
