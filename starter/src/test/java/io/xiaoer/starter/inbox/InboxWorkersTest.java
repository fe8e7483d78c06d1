package io.xiaoer.starter.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.xiaoer.starter.Soon;
import io.xiaoer.starter.inbox.JdbcMessageInbox.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Two instances of an application on one database, as they run. */
@ParameterizedClass
@EnumSource(Database.class)
class InboxWorkersTest {
  private static final long SEED = 20_261_130;
  private static final int CUSTOMERS = 20;
  private static final int MESSAGES_EACH = 10;

  @Parameter Database database;
  @TempDir Path folder;

  private final List<HikariDataSource> pools = new ArrayList<>();
  private final List<InboxWorkers> running = new ArrayList<>();
  private String url;
  private Tickets tickets;

  @BeforeEach
  void open() {
    url = database.create(folder);
    tickets = new Tickets(pool());
    tickets.create();
    inbox(Duration.ofSeconds(15)).createTables();
  }

  @AfterEach
  void close() {
    running.forEach(InboxWorkers::stop);
    pools.forEach(HikariDataSource::close);
  }

  private HikariDataSource pool() {
    HikariDataSource pool = Database.pool(url);
    pools.add(pool);
    return pool;
  }

  private JdbcMessageInbox inbox(Duration claimTime) {
    HikariDataSource pool = pool();
    return new JdbcMessageInbox(
        pool,
        new JdbcTransactionManager(pool),
        InstantSource.system(),
        new Options(
            new RetryPolicy(20, Duration.ofMillis(10), Duration.ofMillis(50)), claimTime, false),
        InboxListener.NONE);
  }

  private InboxWorkers start(
      JdbcMessageInbox inbox, KfMessageHandler handler, Duration stopWithin) {
    InboxWorkers workers =
        new InboxWorkers(
            inbox, handler, null, new InboxWorkers.Options(3, Duration.ofMillis(50), stopWithin));
    running.add(workers);
    workers.start();
    return workers;
  }

  @Test
  void twoInstancesHandleEachMessageOnceAndInOrderThoughHandlersFailNowAndThen() throws Exception {
    Random random = new Random(SEED);
    JdbcMessageInbox one = inbox(Duration.ofSeconds(15));
    JdbcMessageInbox other = inbox(Duration.ofSeconds(15));
    Map<String, Integer> atOnce = new ConcurrentHashMap<>();
    AtomicInteger crowded = new AtomicInteger();
    for (JdbcMessageInbox inbox : List.of(one, other)) {
      // Of the handler's own pool: only its own connection is in its transaction.
      Tickets own = new Tickets(inbox == one ? pools.get(2) : pools.get(3));
      KfMessageHandler handler =
          message -> {
            String customer = message.openId().value();
            if (atOnce.merge(customer, 1, Integer::sum) > 1) {
              crowded.incrementAndGet();
            }
            try {
              own.handle(message);
              synchronized (random) {
                if (random.nextInt(10) == 0) {
                  throw new IllegalStateException("now and then");
                }
              }
            } finally {
              atOnce.merge(customer, -1, Integer::sum);
            }
          };
      start(inbox, handler, Duration.ofSeconds(20));
    }
    try (ExecutorService customers = Executors.newFixedThreadPool(6)) {
      List<Future<?>> pushing = new ArrayList<>();
      for (int customer = 0; customer < CUSTOMERS; customer++) {
        String openId = "oCustomer" + customer;
        pushing.add(
            customers.submit(() -> {
              for (int i = 0; i < MESSAGES_EACH; i++) {
                one.keep("main", Events.message(openId, i));
                other.keep("main", Events.message(openId, i)); // the same, to the other instance
              }
            }));
      }
      for (Future<?> each : pushing) {
        each.get();
      }
    }
    Soon.await().until(() -> one.state().waiting() == 0);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < MESSAGES_EACH; i++) {
      all.add(Events.msgId(i));
    }
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      assertThat(tickets.of("oCustomer" + customer)).as("seed %s", SEED).isEqualTo(all);
    }
    assertThat(crowded).as("two handlers at once for one customer").hasValue(0);
    assertThat(one.state().dead()).isZero();
  }

  @Test
  void aStopLetsAHandlerEnd() throws Exception {
    JdbcMessageInbox inbox = inbox(Duration.ofSeconds(15));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Tickets own = new Tickets(pools.get(pools.size() - 1));
    InboxWorkers workers =
        start(
            inbox,
            message -> {
              begun.countDown();
              goOn.await();
              own.handle(message);
            },
            Duration.ofSeconds(20));
    // Where there is one writer, nothing can be pushed while a handler has it.
    inbox.keep("main", Events.message("oLin", 1));
    begun.await();
    Thread stop = new Thread(workers::stop);
    stop.start();
    goOn.countDown();
    stop.join();
    assertThat(tickets.of("oLin")).containsExactly(Events.msgId(1));
    assertThat(inbox.state().waiting()).isZero();
    assertThat(workers.isRunning()).isFalse();
  }

  @Test
  void aHandlerThatDoesNotEndIsInterruptedAndItsMessageComesAgainAtOnce() throws Exception {
    JdbcMessageInbox inbox = inbox(Duration.ofMinutes(10));
    CountDownLatch begun = new CountDownLatch(1);
    InboxWorkers workers =
        start(
            inbox,
            message -> {
              begun.countDown();
              new CountDownLatch(1).await();
            },
            Duration.ofMillis(100));
    inbox.keep("main", Events.message("oLin", 1));
    begun.await();
    workers.stop();
    List<Claim> again = inbox.claim(10);
    assertThat(again).hasSize(1);
    assertThat(again.get(0).row().attempt()).isEqualTo(1);
  }

  @Test
  void whatADeadInstanceHadIsTakenOverWhenItsClaimEnds() {
    JdbcMessageInbox dead = inbox(Duration.ofMillis(300));
    dead.keep("main", Events.message("oLin", 1));
    assertThat(dead.claim(10)).hasSize(1); // and is not heard of again
    JdbcMessageInbox alive = inbox(Duration.ofMillis(300));
    start(alive, new Tickets(pools.get(pools.size() - 1)), Duration.ofSeconds(20));
    Soon.await().until(() -> tickets.of("oLin").size() == 1);
  }
}
