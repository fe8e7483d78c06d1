package io.xiaoer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.conversation.Conversations.Order;
import io.xiaoer.inbox.LogEntry;
import io.xiaoer.sdk.event.Format;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Database;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** The read models, made from entries of the log, in the real tables. */
@ParameterizedClass
@EnumSource(Engine.class)
class IncomingTest {
  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
  private static final ShopId SHOP = new ShopId("main");

  @Parameter Engine engine;
  @TempDir Path folder;

  private Instant now = START;
  private Database database;
  private Conversations conversations;
  private Outgoing outgoing;
  private long seq;

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    InstantSource clock = () -> now;
    Changes changes = new Changes(database, new Bells());
    conversations = new Conversations(database, changes, clock);
    outgoing = new Outgoing(changes);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void messagesStandInTheOrderOfTheirIdsHoweverTheyArrive() {
    List<Long> ids = new ArrayList<>(LongStream.rangeClosed(95, 115).boxed().toList());
    long seed = 11;
    Collections.shuffle(ids, new Random(seed));
    ids.forEach(id -> arrives("oA", String.valueOf(id)));
    assertThat(texts(only().id()))
        .as("seed %d", seed)
        .isEqualTo(LongStream.rangeClosed(95, 115).mapToObj(id -> "text " + id).toList());
  }

  @Test
  void aLateArrivalTakesItsPlaceIsUnreadAndDoesNotBecomeTheLastMessage() {
    arrives("oA", "100");
    arrives("oA", "300");
    read(only(), "300");
    arrives("oA", "200");
    assertThat(texts(only().id())).containsExactly("text 100", "text 200", "text 300");
    assertThat(only().unread()).isEqualTo(1);
    assertThat(only().lastMessage()).extracting(Message::msgId).isEqualTo("300");
  }

  @Test
  void waitingCountsFromTheOldestUnansweredMessageAndEndsWhenThePlatformHasTheAnswer() {
    arrives("oA", "1");
    now = now.plusSeconds(60);
    arrives("oA", "2");
    assertThat(only().waitingSince()).isEqualTo(START);
    long answer = answers(only().id(), "c1");
    assertThat(only().waitingSince()).as("queued is not answered").isEqualTo(START);
    now = now.plusSeconds(1);
    accepted(answer);
    assertThat(only().waitingSince()).isNull();
  }

  @Test
  void whoWroteAgainAfterTheAnswerWasQueuedStillWaits() {
    arrives("oA", "1");
    long answer = answers(only().id(), "c1");
    now = now.plusSeconds(5);
    arrives("oA", "2");
    accepted(answer);
    assertThat(only().waitingSince()).isEqualTo(now);
  }

  @Test
  void anAnswerStandsBehindWhatTheAgentHadSeen() {
    arrives("oA", "10");
    answers(only().id(), "c1");
    answers(only().id(), "c2");
    arrives("oA", "11");
    arrives("oA", "9");
    assertThat(texts(only().id()))
        .containsExactly("text 9", "text 10", "answer c1", "answer c2", "text 11");
  }

  @Test
  void fiveAnswersForEachMessageOfTheCustomerAndNoMore() {
    arrives("oA", "1");
    assertThat(only().budget()).isEqualTo(new Budget(5, START.plus(Budget.WINDOW)));
    for (int i = 1; i <= 5; i++) {
      answers(only().id(), "c" + i);
    }
    assertThat(only().budget().left()).isZero();
    assertThat(add(only().id(), "c6")).isInstanceOf(Outgoing.Added.OverBudget.class);
    arrives("oA", "2");
    assertThat(only().budget().left()).isEqualTo(5);
  }

  @Test
  void aFailedAnswerGivesItsPlaceBackButNotToALaterWindow() {
    arrives("oA", "1");
    long failed = answers(only().id(), "c1");
    assertThat(only().budget().left()).isEqualTo(4);
    fails(failed);
    assertThat(only().budget().left()).isEqualTo(5);

    long old = answers(only().id(), "c2");
    arrives("oA", "2");
    answers(only().id(), "c3");
    fails(old);
    assertThat(only().budget().left()).as("the old window's failure").isEqualTo(4);
  }

  @Test
  void theWindowClosesAfterFortyEightHours() {
    arrives("oA", "1");
    Conversation conversation = only();
    now = START.plus(Budget.WINDOW);
    assertThat(only().budget().left()).isZero();
    assertThat(add(conversation.id(), "c1")).isInstanceOf(Outgoing.Added.OverBudget.class);
  }

  @Test
  void aLateOlderMessageOpensNoNewWindow() {
    arrives("oA", "5");
    answers(only().id(), "c1");
    arrives("oA", "4");
    assertThat(only().budget().left()).isEqualTo(4);
  }

  @Test
  void theSameClientIdAgainIsTheSameMessage() {
    arrives("oA", "1");
    long first = answers(only().id(), "c1");
    assertThat(add(only().id(), "c1")).isEqualTo(new Outgoing.Added.Kept(first, true));
    assertThat(only().budget().left()).isEqualTo(4);
  }

  @Test
  void aMessageOfAnotherOriginIsShownButNobodyWaitsForIt() {
    ObjectNode event = TestPlatform.text("oA", "1", "text 1");
    event.put("msg_event", "EVENT_TYPE_SOMETHING_ELSE");
    digest("oA", "1", event);
    assertThat(only().unread()).isZero();
    assertThat(only().waitingSince()).isNull();
    assertThat(conversations.messages(only().id(), 10, null).messages())
        .extracting(Message::origin)
        .containsExactly(Message.Origin.OTHER);
  }

  @Test
  void thePlatformsDownloadAddressIsNotKeptForTheDesk() {
    digest(
        "oA",
        "1",
        TestPlatform.event("oA", "1", "image", "{\"cos_url\":\"https://secret.example/x\"}"));
    assertThat(conversations.messages(only().id(), 10, null).messages().getFirst().body())
        .doesNotContain("secret.example")
        .contains("pending");
  }

  @Test
  void aCreateTimeNobodyCanBelieveIsReplacedByOurs() {
    for (String time : List.of("9999999999999", "-5")) {
      String id = time.replace("-", "7");
      ObjectNode event = TestPlatform.text("o" + id, id, "text");
      digest("o" + id, id, event, Long.parseLong(time));
    }
    assertThat(conversations.list(null, Order.NEWEST, 10, null).conversations())
        .extracting(Conversation::waitingSince)
        .containsOnly(now);
  }

  @Test
  void pagesGoThroughEveryConversationOnceInBothOrders() {
    for (int i = 0; i < 25; i++) {
      now = START.plusSeconds(i % 7);
      arrives("o" + i, String.valueOf(1000 + i));
      if (i % 3 == 0) {
        accepted(answers(newest("o" + i).id(), "c" + i));
      }
    }
    for (Order order : Order.values()) {
      List<Conversation> all = new ArrayList<>();
      PageCursor cursor = null;
      do {
        Conversations.ConversationPage page = conversations.list(SHOP, order, 4, cursor);
        all.addAll(page.conversations());
        PageCursor next = page.next();
        cursor = next == null ? null : PageCursor.parse(next.text()).orElseThrow();
      } while (cursor != null);
      assertThat(all).as("%s", order).hasSize(25).doesNotHaveDuplicates();
      if (order == Order.WAITING) {
        assertThat(all.stream().takeWhile(c -> c.waitingSince() != null).count()).isEqualTo(16);
      }
    }
  }

  @Test
  void olderMessagesArePagedFromAnyMessage() {
    for (int i = 1; i <= 10; i++) {
      arrives("oA", String.valueOf(i));
    }
    Conversations.MessagePage newest = conversations.messages(only().id(), 4, null);
    assertThat(newest.hasMore()).isTrue();
    Conversations.MessagePage older =
        conversations.messages(only().id(), 6, newest.messages().getFirst().id());
    assertThat(older.messages())
        .extracting(Message::msgId)
        .containsExactly("1", "2", "3", "4", "5", "6");
    assertThat(older.hasMore()).isFalse();
  }

  @Test
  void changesTellWhatCameSinceAndSayWhenTheyNoLongerKnow() {
    Changes changes = new Changes(database, new Bells());
    arrives("oA", "1");
    long seen = changes.lastSeq();
    arrives("oB", "2");
    Changes.Since since = changes.since(seen, 100);
    assertThat(since.complete()).isTrue();
    assertThat(conversations.byIds(since.conversations()))
        .extracting(Conversation::openId)
        .containsExactly("oB");
    assertThat(changes.since(since.seq(), 100).isEmpty()).isTrue();
    assertThat(changes.since(since.seq() + 1, 100).complete()).as("from the future").isFalse();
  }

  private void arrives(String openId, String msgId) {
    digest(openId, msgId, TestPlatform.text(openId, msgId, "text " + msgId));
  }

  private void digest(String openId, String msgId, ObjectNode event) {
    digest(openId, msgId, event, now.getEpochSecond());
  }

  private void digest(String openId, String msgId, ObjectNode event, long createTime) {
    LogEntry entry =
        new LogEntry(
            ++seq,
            SHOP,
            "commkf_send_msg_to_kf",
            openId,
            msgId,
            createTime,
            now,
            Format.JSON,
            event.toString().getBytes(StandardCharsets.UTF_8));
    database.write(jdbc -> new Incoming().apply(jdbc, entry));
  }

  private Outgoing.Added add(long conversation, String clientId) {
    return database.write(jdbc ->
        outgoing.add(
            jdbc,
            new Outgoing.New(
                conversation,
                clientId,
                "r-" + clientId + conversation,
                "text",
                "{\"content\":\"answer %s\"}".formatted(clientId),
                "admin",
                now)));
  }

  private long answers(long conversation, String clientId) {
    return add(conversation, clientId) instanceof Outgoing.Added.Kept(long id, boolean _) ? id : -1;
  }

  private void accepted(long message) {
    database.write(jdbc -> {
      outgoing.accepted(jdbc, message, "", now);
      return null;
    });
  }

  private void fails(long message) {
    database.write(jdbc -> {
      outgoing.move(jdbc, message, SendState.FAILED, new Message.SendError(40003, "no", ""), now);
      return null;
    });
  }

  private void read(Conversation conversation, String msgId) {
    long id =
        conversations.messages(conversation.id(), 100, null).messages().stream()
            .filter(message -> msgId.equals(message.msgId()))
            .findFirst()
            .orElseThrow()
            .id();
    assertThat(conversations.markRead(conversation.id(), id)).isTrue();
  }

  private Conversation only() {
    List<Conversation> all = conversations.list(null, Order.NEWEST, 10, null).conversations();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private Conversation newest(String openId) {
    return conversations.list(null, Order.NEWEST, 100, null).conversations().stream()
        .filter(conversation -> conversation.openId().equals(openId))
        .findFirst()
        .orElseThrow();
  }

  private List<String> texts(long conversation) {
    return conversations.messages(conversation, 1_000, null).messages().stream()
        .map(message -> message.body().replaceAll("^\\{\"content\":\"|\"}$", ""))
        .toList();
  }
}
