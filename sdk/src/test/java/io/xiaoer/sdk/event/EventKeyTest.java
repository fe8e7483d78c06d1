package io.xiaoer.sdk.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventKeyTest {
  @Test
  void aMessageIsKnownByItsIdWhateverElseIsWrittenInAnotherWay() {
    EventKey key = key(Samples.json("\"msg_type\":\"text\",\"text\":{\"content\":\"在吗\"}"));
    assertThat(key)
        .isEqualTo(
            new EventKey(
                "commkf_send_msg_to_kf", "o9AgO5Kd5ggOC-bXrbNODIiE3bGY", "3895464567618158592"))
        .isEqualTo(key(Samples.xml("<text><content>别的</content></text>")));
  }

  @Test
  void anEventWithoutAnIdIsKnownByItsText() {
    String event = "{\"Event\":\"product_spu_update\",\"product_id\":\"1\"}";
    assertThat(key(event)).isEqualTo(key(event)).isNotEqualTo(key(event.replace('1', '2')));
    assertThat(key(event).id()).startsWith(EventKey.hashPrefix).hasSize(71);
    assertThat(key(event).openId()).isEmpty();
  }

  @Test
  void everyDatabaseCanKeepAKey() {
    EventKey key =
        key(
            "{\"Event\":\"%s\",\"FromUserName\":\"o\\u0000x\\ud83d\",\"msg_id\":\"7\\u0000\"}"
                .formatted("a".repeat(47) + "😀".repeat(100)));
    assertThat(key.event()).hasSizeLessThanOrEqualTo(128).startsWith("a".repeat(47) + "… sha256:");
    assertThat(key.openId()).isEqualTo("o\uFFFDx\uFFFD");
    assertThat(key.id()).isEqualTo("7\uFFFD");
  }

  @Test
  void aKeyDoesNotPrintTheCustomer() {
    assertThat(key(Samples.json("\"a\":1")).toString()).doesNotContain("o9AgO5Kd5");
  }

  private static EventKey key(String text) {
    return EventKey.of(((Read.Event) EventText.read(ClearText.of(Samples.utf8(text)))).event());
  }
}
