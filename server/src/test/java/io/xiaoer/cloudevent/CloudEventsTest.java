package io.xiaoer.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.cloudevent.EventRef.Source;
import io.xiaoer.conversation.ConversationEvent;
import io.xiaoer.conversation.ConversationEvent.CustomerPart;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is decided of an event, and what it says. */
@ParameterizedClass
@EnumSource(Engine.class)
class CloudEventsTest {
  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

  private static final SendError ERROR = new SendError(40_003, "invalid openid", "rid-1");

  @Parameter Engine engine;
  @TempDir Path folder;
  private Database database;

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    database.write(jdbc -> {
      jdbc.sql(
              """
              INSERT INTO conversation (id, shop, open_id, created_at, last_message_at)
              VALUES (1, 'shop', 'oZhang', 0, 0)
              """)
          .update();
      return jdbc.sql(
              """
              INSERT INTO message (id, conversation_id, sort_key, direction, origin, type, body,
                                   client_id, by_username, created_at, received_at)
              VALUES (5, 1, 'k', 'out', 'person', 'text', '{"content":"在的"}', 'c-5', 'mei', 0, 0)
              """)
          .update();
    });
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void anAnswerThatFailedOrIsInDoubtSaysWhy() {
    JsonNode failed = made(new ConversationEvent.AnswerFailed(5, ERROR), "message.failed");
    assertThat(failed.path("type").asString()).isEqualTo("message.failed");
    assertThat(failed.path("subject").asString()).isEqualTo("1");
    assertThat(failed.path("partitionkey").asString()).isEqualTo("shop|oZhang");
    JsonNode data = failed.path("data");
    assertThat(data.path("message_id").asString()).isEqualTo("5");
    assertThat(data.path("client_id").asString()).isEqualTo("c-5");
    assertThat(data.path("by").asString()).isEqualTo("mei");
    assertThat(data.path("message_type").asString()).isEqualTo("text");
    assertThat(data.path("errcode").asInt()).isEqualTo(40_003);
    assertThat(data.path("errmsg").asString()).isEqualTo("invalid openid");
    assertThat(data.path("rid").asString()).isEqualTo("rid-1");
    assertThat(failed.toString()).doesNotContain("在的");
    assertThat(made(new ConversationEvent.AnswerUnknown(5, ERROR), "message.unknown").path("data"))
        .isEqualTo(data);
  }

  @Test
  void aCustomerThatChangedSaysInWhatAndNotWhatItIsNow() {
    JsonNode data =
        made(
                new ConversationEvent.CustomerChanged(
                    Set.of(CustomerPart.NOTE, CustomerPart.TAGS), "mei"),
                "customer.changed")
            .path("data");
    assertThat(data.path("changed").valueStream().map(JsonNode::asString))
        .containsExactly("note", "tags");
    assertThat(data.path("by").asString()).isEqualTo("mei");
  }

  private JsonNode made(ConversationEvent event, String type) {
    Kept kept = new Kept(7, 1, new ShopId("shop"), "oZhang", NOW, event);
    return JsonMapper.shared()
        .readTree(
            database.<String>read(jdbc ->
                CloudEvents.json(
                    jdbc,
                    new CloudEvents.Sent("conversation-7-0", type, Source.CONVERSATION, 7),
                    kept)));
  }

  @Test
  void aNumberThatIsGivenOutOnceMoreAfterARestoreMakesAnotherId() {
    assertThat(idOf(kept(NOW))).isEqualTo(idOf(kept(NOW)));
    assertThat(idOf(kept(NOW))).isNotEqualTo(idOf(kept(NOW.plusMillis(1))));
  }

  @Test
  void aKindIsFoundByItsWordAndWhatNobodyAskedForIsNotSent() {
    for (EventKind kind : EventKind.values()) {
      assertThat(EventKind.of(kind.word())).contains(kind);
    }
    assertThat(CloudEvents.of(kept(NOW), Set.of(EventKind.MESSAGE_FAILED), ShopScope.all()))
        .isEmpty();
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
