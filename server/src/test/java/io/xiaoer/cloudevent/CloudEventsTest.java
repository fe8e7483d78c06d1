package io.xiaoer.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.conversation.ConversationEvent;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is decided of an event before it is made. */
class CloudEventsTest {
  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

  @Test
  void aNumberThatIsGivenOutOnceMoreAfterARestoreMakesAnotherId() {
    assertThat(idOf(kept(NOW))).isEqualTo(idOf(kept(NOW)));
    assertThat(idOf(kept(NOW))).isNotEqualTo(idOf(kept(NOW.plusMillis(1))));
  }

  private static Kept kept(Instant at) {
    return new Kept(
        7, 1, new ShopId("shop"), "oZhang", at, new ConversationEvent.Assigned("mei", "mei"));
  }

  private static String idOf(Kept kept) {
    return CloudEvents.of(kept, Set.of(EventKind.CONVERSATION_ASSIGNED), ShopScope.all())
        .orElseThrow()
        .id();
  }
}
