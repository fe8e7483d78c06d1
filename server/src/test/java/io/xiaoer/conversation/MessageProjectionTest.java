package io.xiaoer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.conversation.Conversations.Order;
import io.xiaoer.conversation.Conversations.Part;
import io.xiaoer.log.LogConsumer.Projected;
import io.xiaoer.log.LogEntry;
import io.xiaoer.sdk.event.Format;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
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
class MessageProjectionTest {
  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
  private static final ShopId SHOP = new ShopId("main");
  private static final Part NEWEST = new Part.Newest();

  @Parameter Engine engine;
  @TempDir Path folder;
  @TempDir Path anotherFolder;

  private Instant now = START;
  private Database database;
  private Conversations conversations;
  private AnswerTable answerTable;
  private long seq;

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    InstantSource clock = () -> now;
    ChangeFeed changeFeed = new ChangeFeed(database, new NodeSignals());
    conversations = new Conversations(database, changeFeed, clock, List.of(), List.of());
    answerTable = new AnswerTable(changeFeed, List.of());
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
    assertThat(only().lastMessage())
        .extracting(Conversation.LastMessage::preview)
        .isEqualTo("text 300");
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
      accepted(answers(only().id(), "c" + i));
    }
    assertThat(only().budget().left()).isZero();
    assertThat(add(only().id(), "c6")).isInstanceOf(AnswerTable.Added.OverBudget.class);
    arrives("oA", "2");
    assertThat(only().budget().left()).isEqualTo(5);
  }

  @Test
  void anAnswerStillOnItsWayCountsInTheWindowThatTheCustomerOpensNext() {
    arrives("oA", "1");
    long late = answers(only().id(), "c1");
    accepted(answers(only().id(), "c2"));
    arrives("oA", "2");
    assertThat(only().budget().left()).isEqualTo(4);
    accepted(late);
    assertThat(only().budget().left()).isEqualTo(4);
  }

  @Test
  void aFailedAnswerGivesItsPlaceBackWhereItWasCounted() {
    arrives("oA", "1");
    long failed = answers(only().id(), "c1");
    assertThat(only().budget().left()).isEqualTo(4);
    fails(failed);
    assertThat(only().budget().left()).isEqualTo(5);

    long carriedOver = answers(only().id(), "c2");
    arrives("oA", "2");
    answers(only().id(), "c3");
    assertThat(only().budget().left()).isEqualTo(3);
    fails(carriedOver);
    assertThat(only().budget().left()).isEqualTo(4);
  }

  @Test
  void theWindowClosesAfterFortyEightHours() {
    arrives("oA", "1");
    Conversation conversation = only();
    now = START.plus(Budget.WINDOW);
    assertThat(only().budget().left()).isZero();
    assertThat(add(conversation.id(), "c1")).isInstanceOf(AnswerTable.Added.OverBudget.class);
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
    assertThat(add(only().id(), "c1")).isEqualTo(new AnswerTable.Added.Kept(first, true));
    assertThat(only().budget().left()).isEqualTo(4);
  }

  @Test
  void aMessageOfAnotherOriginIsShownButNobodyWaitsForIt() {
    ObjectNode event = TestPlatform.text("oA", "1", "text 1");
    event.put("msg_event", "EVENT_TYPE_SOMETHING_ELSE");
    digest("oA", "1", event);
    assertThat(only().unread()).isZero();
    assertThat(only().waitingSince()).isNull();
    assertThat(conversations.messages(only().id(), 10, NEWEST).messages())
        .extracting(Message::origin)
        .containsExactly(Origin.Received.OTHER);
  }

  @Test
  void aBatchComesToTheSameAsItsEntriesOneByOne() {
    long seed = 5;
    Random random = new Random(seed);
    List<LogEntry> entries = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String openId = "o" + random.nextInt(60);
      String msgId = random.nextInt(20) == 0 ? null : String.valueOf(9_000 + random.nextInt(2_000));
      ObjectNode event = TestPlatform.text(openId, String.valueOf(msgId), "text " + i);
      if (random.nextInt(10) == 0) {
        event.put("msg_event", "EVENT_TYPE_SOMETHING_ELSE");
      }
      ShopId shop = new ShopId(random.nextBoolean() ? "main" : "other");
      entries.add(entry(shop, openId, msgId, event, now.getEpochSecond() - random.nextInt(500)));
    }
    entries.add(7, entry(SHOP, "", "1", TestPlatform.text("", "1", "from nobody"), 1));
    try (Database another = engine.desk(anotherFolder)) {
      int from = 0;
      while (from < entries.size()) {
        List<LogEntry> batch =
            entries.subList(from, Math.min(entries.size(), from + 1 + random.nextInt(150)));
        another.write(jdbc -> new MessageProjection().applyAll(jdbc, batch));
        from += batch.size();
      }
      List<Object> outcomes = new ArrayList<>();
      entries.forEach(entry ->
          outcomes.add(database.write(jdbc -> new MessageProjection().apply(jdbc, entry))));
      assertThat(outcomes).filteredOn(Projected.Parked.class::isInstance).hasSize(1);
      assertThat(everything(another)).as("seed %d", seed).isEqualTo(everything(database));
    }
  }

  /** What both tables say, without the numbers that an engine gives its rows. */
  private static List<List<Object>> everything(Database tables) {
    List<List<Object>> rows = new ArrayList<>();
    tables.read(jdbc -> {
      rows.addAll(
          jdbc.sql(
                  """
                  SELECT c.shop, c.open_id, c.unread, c.last_sort_key, c.last_message_at,
                         c.waiting_since, c.window_sort_key, c.window_opened_at, c.window_used,
                         l.log_seq
                  FROM conversation c JOIN message l ON l.id = c.last_message_id
                  ORDER BY c.shop, c.open_id
                  """)
              .query((row, _) -> row(row, 10))
              .list());
      rows.addAll(
          jdbc.sql(
                  """
                  SELECT c.shop, c.open_id, m.sort_key, m.origin, m.body, m.msg_id, m.created_at
                  FROM message m JOIN conversation c ON c.id = m.conversation_id
                  ORDER BY m.log_seq
                  """)
              .query((row, _) -> row(row, 7))
              .list());
      rows.addAll(
          jdbc.sql(
                  """
                  SELECT m.log_seq FROM change h JOIN message m ON m.id = h.message_id
                  ORDER BY h.seq
                  """)
              .query((row, _) -> row(row, 1))
              .list());
      return null;
    });
    return rows;
  }

  private static List<Object> row(ResultSet row, int columns) throws SQLException {
    List<Object> values = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      values.add(String.valueOf(row.getObject(i)));
    }
    return values;
  }

  @Test
  void thePlatformsDownloadAddressIsNotKeptForTheDesk() {
    digest(
        "oA",
        "1",
        TestPlatform.event("oA", "1", "image", "{\"cos_url\":\"https://secret.example/x\"}"));
    assertThat(
            conversations
                .messages(only().id(), 10, NEWEST)
                .messages()
                .getFirst()
                .fields()
                .toString())
        .doesNotContain("secret.example")
        .contains("pending");
  }

  @Test
  void aCreateTimeNobodyCanBelieveIsReplacedByOurs() {
    long latest = now.plus(Duration.ofMinutes(5)).getEpochSecond();
    for (String time :
        List.of("9999999999999", "-5", "0", "1704067199", String.valueOf(latest + 1))) {
      String id = time.replace("-", "7");
      ObjectNode event = TestPlatform.text("o" + id, id, "text");
      digest("o" + id, id, event, Long.parseLong(time));
    }
    assertThat(conversations.list(ShopScope.all(), Order.NEWEST, 10, null).conversations())
        .extracting(Conversation::waitingSince)
        .containsOnly(now);
  }

  @Test
  void aCreateTimeOfARetryOrOfAClockALittleAheadIsBelieved() {
    for (Duration off : List.of(Duration.ofMinutes(5), Duration.ofHours(-4), Duration.ofDays(-2))) {
      String id = "9" + Math.abs(off.toSeconds());
      Instant written = now.plus(off);
      digest("o" + id, id, TestPlatform.text("o" + id, id, "text"), written.getEpochSecond());
      assertThat(newest("o" + id).waitingSince()).isEqualTo(written);
    }
  }

  @Test
  void aSharedIdWithoutEndIsShownAsAKindNobodyKnows() {
    String endless = random(5_000);
    for (String kind : List.of("product", "order")) {
      digest(
          "o" + kind,
          "1",
          TestPlatform.event(
              "o" + kind, "1", kind + "_share", "{\"" + kind + "_id\":\"" + endless + "\"}"));
      Message message =
          conversations.messages(newest("o" + kind).id(), 10, NEWEST).messages().getFirst();
      assertThat(message.type()).isEqualTo("unknown");
      assertThat(message.fields().toString()).contains(endless);
    }
  }

  /** What no engine can make shorter. */
  private static String random(int characters) {
    return new Random(5)
        .ints(characters, 0, 36)
        .mapToObj(digit -> Integer.toString(digit, 36))
        .collect(Collectors.joining());
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
        Conversations.ConversationPage page =
            conversations.list(ShopScope.only(SHOP), order, 4, cursor);
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
    Conversations.MessagePage newest = conversations.messages(only().id(), 4, NEWEST);
    assertThat(newest.hasMore()).isTrue();
    Conversations.MessagePage older =
        conversations.messages(only().id(), 6, new Part.Before(newest.messages().getFirst().id()));
    assertThat(older.messages())
        .extracting(Message::msgId)
        .containsExactly("1", "2", "3", "4", "5", "6");
    assertThat(older.hasMore()).isFalse();
    assertThat(older.hasNewer()).isTrue();
    assertThat(newest.hasNewer()).isFalse();
  }

  @Test
  void aChatOpensAroundOneMessageAndGoesOnFromThereToBothSides() {
    for (int i = 10; i <= 30; i++) {
      arrives("oA", String.valueOf(i));
    }
    arrives("oB", "17");
    long chat = ofCustomer("oA");
    Conversations.MessagePage around =
        conversations.messages(chat, 5, new Part.Around(idOf(chat, "20")));
    assertThat(around.messages())
        .extracting(Message::msgId)
        .containsExactly("18", "19", "20", "21", "22");
    assertThat(around.hasMore()).isTrue();
    assertThat(around.hasNewer()).isTrue();
    Conversations.MessagePage after =
        conversations.messages(chat, 8, new Part.After(idOf(chat, "22")));
    assertThat(after.messages()).extracting(Message::msgId).startsWith("23").endsWith("30");
    assertThat(after.hasMore()).isTrue();
    assertThat(after.hasNewer()).isFalse();
    Conversations.MessagePage end =
        conversations.messages(chat, 6, new Part.Around(idOf(chat, "30")));
    assertThat(end.messages()).extracting(Message::msgId).startsWith("25").endsWith("30");
    assertThat(end.hasNewer()).isFalse();
    Conversations.MessagePage beginning =
        conversations.messages(chat, 6, new Part.Around(idOf(chat, "10")));
    assertThat(beginning.messages()).extracting(Message::msgId).startsWith("10").endsWith("13");
    assertThat(beginning.hasMore()).isFalse();
    assertThat(beginning.hasNewer()).isTrue();
    assertThat(conversations.messages(chat, 1, new Part.Around(idOf(chat, "20"))).messages())
        .extracting(Message::msgId)
        .containsExactly("20");
    long another = conversations.messages(ofCustomer("oB"), 1, NEWEST).messages().getFirst().id();
    assertThat(conversations.messages(chat, 5, new Part.Around(another)).messages())
        .as("a message of another chat is none of this one")
        .isEmpty();
  }

  private long idOf(long chat, String msgId) {
    return conversations.messages(chat, 100, NEWEST).messages().stream()
        .filter(message -> msgId.equals(message.msgId()))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private long ofCustomer(String openId) {
    return conversations.list(ShopScope.all(), Order.NEWEST, 10, null).conversations().stream()
        .filter(conversation -> conversation.openId().equals(openId))
        .findFirst()
        .orElseThrow()
        .id();
  }

  @Test
  void changesTellWhatCameSinceAndSayWhenTheyNoLongerKnow() {
    ChangeFeed changeFeed = new ChangeFeed(database, new NodeSignals());
    arrives("oA", "1");
    long seen = changeFeed.lastSeq();
    arrives("oB", "2");
    ChangeFeed.Since since = changeFeed.since(seen, 100);
    assertThat(since.complete()).isTrue();
    assertThat(conversations.byIds(since.conversations()))
        .extracting(Conversation::openId)
        .containsExactly("oB");
    assertThat(changeFeed.since(since.seq(), 100).isEmpty()).isTrue();
    assertThat(changeFeed.since(since.seq() + 1, 100).complete()).as("from the future").isFalse();
  }

  private void arrives(String openId, String msgId) {
    digest(openId, msgId, TestPlatform.text(openId, msgId, "text " + msgId));
  }

  private void digest(String openId, String msgId, ObjectNode event) {
    digest(openId, msgId, event, now.getEpochSecond());
  }

  private void digest(String openId, String msgId, ObjectNode event, long createTime) {
    LogEntry entry = entry(SHOP, openId, msgId, event, createTime);
    database.write(jdbc -> new MessageProjection().apply(jdbc, entry));
  }

  private LogEntry entry(
      ShopId shop, String openId, @Nullable String msgId, ObjectNode event, long createTime) {
    return new LogEntry(
        ++seq,
        shop,
        "commkf_send_msg_to_kf",
        openId,
        msgId,
        createTime,
        now,
        Format.JSON,
        event.toString().getBytes(StandardCharsets.UTF_8));
  }

  private AnswerTable.Added add(long conversation, String clientId) {
    return database.write(jdbc ->
        answerTable.add(
            jdbc,
            new AnswerTable.New(
                conversation,
                clientId,
                "r-" + clientId + conversation,
                new MessageBody.Text("answer " + clientId),
                "admin",
                new Origin.Person(),
                false,
                null,
                null,
                now)));
  }

  private long answers(long conversation, String clientId) {
    return add(conversation, clientId) instanceof AnswerTable.Added.Kept(long id, boolean _)
        ? id
        : -1;
  }

  private void accepted(long message) {
    database.write(jdbc -> {
      answerTable.accepted(jdbc, message, "", now);
      return null;
    });
  }

  private void fails(long message) {
    database.write(jdbc -> {
      answerTable.move(
          jdbc, message, SendState.FAILED, new Message.SendError(40003, "no", ""), null, now);
      return null;
    });
  }

  private void read(Conversation conversation, String msgId) {
    long id =
        conversations.messages(conversation.id(), 100, NEWEST).messages().stream()
            .filter(message -> msgId.equals(message.msgId()))
            .findFirst()
            .orElseThrow()
            .id();
    assertThat(conversations.markRead(conversation.id(), id, null)).isTrue();
  }

  private Conversation only() {
    List<Conversation> all =
        conversations.list(ShopScope.all(), Order.NEWEST, 10, null).conversations();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private Conversation newest(String openId) {
    return conversations.list(ShopScope.all(), Order.NEWEST, 100, null).conversations().stream()
        .filter(conversation -> conversation.openId().equals(openId))
        .findFirst()
        .orElseThrow();
  }

  private List<String> texts(long conversation) {
    return conversations.messages(conversation, 1_000, NEWEST).messages().stream()
        .map(message -> message.fields().path("content").asString())
        .toList();
  }
}
