package io.xiaoer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.xiaoer.Engine;
import io.xiaoer.QuietLog;
import io.xiaoer.Soon;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.conversation.ConversationEvent.AnswerAccepted;
import io.xiaoer.conversation.ConversationEvent.Closed;
import io.xiaoer.conversation.ConversationEvent.CustomerWrote;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class ConversationEventConsumerTest {
  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
  private static final long CONVERSATION = 1;

  @Parameter Engine engine;
  @TempDir Path folder;

  private final NodeSignals signals = new NodeSignals();
  private final Queue<Long> seen = new ConcurrentLinkedQueue<>();
  private Database database;
  private @Nullable ConversationEventConsumer consumer;

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO conversation (id, shop, open_id, created_at, last_message_at)
                VALUES (?, 'main', 'oA', 0, 0)
                """)
            .param(CONVERSATION)
            .update());
  }

  @AfterEach
  void close() {
    stop();
    database.close();
  }

  @Test
  void itBeginsWithWhatHappensNextAndGoesOnWhereItWas() {
    customerWrites(1);
    start(this::see);
    customerWrites(2);
    customerWrites(3);
    Soon.await().untilAsserted(() -> assertThat(seen).containsExactly(2L, 3L));
    stop();
    customerWrites(4);
    start(this::see);
    Soon.await().untilAsserted(() -> assertThat(seen).containsExactly(2L, 3L, 4L));
  }

  @Test
  void aReactionThatFailsIsGivenTheSameEventAgainAndTheOthersWait() {
    start(event -> {
      see(event);
      if (seen.size() == 2) {
        throw new IllegalStateException("as ordered");
      }
    });
    customerWrites(1);
    customerWrites(2);
    customerWrites(3);
    Soon.await().untilAsserted(() -> assertThat(seen).containsExactly(1L, 2L, 2L, 3L));
  }

  @Test
  void theCursorIsWrittenSoonAndNothingIsLeftToDo() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    start(this::see, registry);
    customerWrites(1);
    customerWrites(2);
    Soon.await()
        .until(() ->
            database.<Long>read(jdbc ->
                jdbc.sql("SELECT seq FROM conversation_event_cursor").query(Long.class).single())
                == 2);
    assertThat(registry.get("xiaoer.conversation.events.lag").gauge().value()).isZero();
  }

  @Test
  void aReactionMayWrite() {
    start(event ->
        database.write(jdbc ->
            jdbc.sql("UPDATE conversation SET unread = 7 WHERE id = ?")
                .param(event.conversationId())
                .update()));
    customerWrites(1);
    Soon.await()
        .until(() ->
            database.<Integer>read(jdbc ->
                jdbc.sql("SELECT unread FROM conversation").query(Integer.class).single())
                == 7);
  }

  @Test
  void howLongCustomersWaitedIsAMetric() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    WaitingTimes times = new WaitingTimes(ShopId::value, registry);
    times.on(kept(40, new AnswerAccepted(1, START)));
    times.on(kept(50, new AnswerAccepted(2, null)));
    times.on(kept(60, new Closed("mei", START)));
    assertThat(registry.get("xiaoer.customer.waited").tag("shop", "main").timer())
        .satisfies(timer -> {
          assertThat(timer.count()).isEqualTo(1);
          assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(40);
        });
  }

  private static Kept kept(int seconds, ConversationEvent event) {
    return new Kept(
        seconds, CONVERSATION, new ShopId("main"), "oZhang", START.plusSeconds(seconds), event);
  }

  private void see(Kept kept) {
    if (kept.event() instanceof CustomerWrote(long messageId)) {
      seen.add(messageId);
    }
  }

  /** Returns when it has found its place. */
  private void start(ConversationEventConsumer.Reaction reaction) {
    start(reaction, new SimpleMeterRegistry());
  }

  private void start(ConversationEventConsumer.Reaction reaction, SimpleMeterRegistry registry) {
    ConversationEventConsumer started =
        new ConversationEventConsumer(
            "test", database, new QuietLog(), reaction, Lease.ofOne(), signals, registry);
    consumer = started;
    started.start();
    Soon.await()
        .until(() ->
            database.<Long>read(jdbc ->
                jdbc.sql("SELECT count(*) FROM conversation_event_cursor")
                    .query(Long.class)
                    .single())
                == 1);
  }

  private void stop() {
    if (consumer != null) {
      consumer.stop();
      consumer = null;
    }
  }

  private void customerWrites(long messageId) {
    database.write(jdbc -> {
      ConversationEvents.append(jdbc, CONVERSATION, new CustomerWrote(messageId), Micros.of(START));
      return null;
    });
    signals.ring(NodeSignals.Topic.CHANGE);
  }
}
