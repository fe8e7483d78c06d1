package io.xiaoer.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.xiaoer.Engine;
import io.xiaoer.QuietLog;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.round.ServiceFigures.Figures;
import io.xiaoer.round.ServiceFigures.Period;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes rounds, with the cases that other systems count wrongly. */
@ParameterizedClass
@EnumSource(Engine.class)
class RoundsTest {
  private static final ShopId SHOP = new ShopId("main");
  private static final Instant DAY = Instant.parse("2026-11-23T00:00:00Z");

  @Parameter Engine engine;
  @TempDir Path folder;

  private Database database;
  private RoundBuilder builder;
  private long lastMessage;

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    builder =
        new RoundBuilder(
            database, new QuietLog(), new NodeSignals(), Lease.ofOne(), new SimpleMeterRegistry());
    customer(1);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aRoundGoesFromTheFirstQuestionToTheAnswerOfAPerson() {
    asks(1, "10:10:15");
    asks(1, "10:15:20");
    answers(1, "mei", "10:18:10");
    assertThat(rounds()).containsExactly("2 from 10:10:15 answered by mei 10:18:10");
    assertThat(figures("10:18:20").inTime()).isZero();
    assertThat(figures("10:18:20").answered()).isEqualTo(1);
    asks(1, "10:18:30");
    answers(1, "mei", "10:19:00");
    assertThat(rounds().getLast()).isEqualTo("1 from 10:18:30 answered by mei 10:19:00");
    assertThat(figures("10:20:00").rate()).hasValue(0.5);
  }

  @Test
  void tenQuestionsWithoutAnAnswerAreOneMissedRound() {
    for (int i = 0; i < 10; i++) {
      asks(1, "10:00:%02d".formatted(i * 5));
    }
    assertThat(rounds()).containsExactly("10 from 10:00:00");
    assertThat(figures("10:02:59").rate()).isEmpty();
    assertThat(figures("15:00:00"))
        .isEqualTo(new Figures(1, 1, 0, 0, 1, 1, 0, 0))
        .extracting(one -> one.rate().orElseThrow())
        .isEqualTo(0.0);
  }

  @Test
  void anAnswerThatNobodyWroteEndsNothing() {
    asks(1, "10:00:00");
    long automatic = writes(1, "bot", true, "10:00:01");
    accepted(1, automatic, "10:00:02");
    assertThat(rounds()).containsExactly("1 from 10:00:00");
    answers(1, "mei", "10:01:00");
    assertThat(rounds()).containsExactly("1 from 10:00:00 answered by mei 10:01:00");
    assertThat(all().getFirst().automaticAt)
        .as("it is kept for those who count it")
        .isEqualTo(Micros.of(at("10:00:02")));
  }

  @Test
  void anAnswerEndsARoundOnlyOnceThePlatformHasIt() {
    asks(1, "10:00:00");
    long answer = writes(1, "mei", false, "10:00:10");
    asks(1, "10:00:20");
    assertThat(rounds()).containsExactly("2 from 10:00:00");
    accepted(1, answer, "10:00:30");
    assertThat(rounds())
        .as("what was written behind the answer waits")
        .containsExactly("1 from 10:00:00 answered by mei 10:00:30", "1 from 10:00:20");
  }

  @Test
  void ofTwoWhoAnswerTheFirstAcceptedHasTheCredit() {
    asks(1, "10:00:00");
    long first = writes(1, "mei", false, "10:00:10");
    long second = writes(1, "lan", false, "10:00:11");
    accepted(1, second, "10:00:12");
    accepted(1, first, "10:00:40");
    assertThat(rounds()).containsExactly("1 from 10:00:00 answered by lan 10:00:12");
  }

  @Test
  void aMessageThatComesLateJoinsTheRoundItBelongsTo() {
    long early = reserve();
    asks(1, "10:00:05");
    answers(1, "mei", "10:01:00");
    comes(1, early, "10:00:00", "10:05:00");
    assertThat(rounds()).containsExactly("2 from 10:00:00 answered by mei 10:01:00");
  }

  @Test
  void aConversationThatIsClosedNeededNoAnswer() {
    asks(1, "10:00:00");
    event(1, "10:30:00", "closed", null, null, "mei");
    asks(1, "12:00:00");
    assertThat(rounds())
        .containsExactly("1 from 10:00:00 closed by mei 10:30:00", "1 from 12:00:00");
    assertThat(figures("12:00:10").noAnswerNeeded()).isEqualTo(1);
    assertThat(figures("12:00:10").rate()).isEmpty();
  }

  @Test
  void timesInTheQueueAndWithAnAgentAreKept() {
    asks(1, "10:00:00");
    event(1, "10:00:00", "entered_queue", null, null, "");
    event(1, "10:00:30", "assigned", null, "mei", "");
    event(1, "10:02:30", "entered_queue", null, null, "");
    event(1, "10:02:40", "assigned", null, "lan", "");
    answers(1, "lan", "10:03:00");
    builder.takeSome();
    asks(1, "10:10:00");
    List<Made> rounds = all();
    assertThat(rounds.getFirst().queueMicros).isEqualTo(40_000_000);
    assertThat(rounds.getFirst().agent).isEqualTo("lan");
    assertThat(rounds.getFirst().agentAt).isEqualTo(Micros.of(at("10:02:40")));
    assertThat(rounds.getLast().agentAt)
        .as("who has the conversation has the next round from its beginning")
        .isEqualTo(Micros.of(at("10:10:00")));
  }

  @Test
  void whoWroteOnTheEdgeOfTheTimeCountsByWhenTheyBegan() {
    asks(1, "07:59:59");
    answers(1, "mei", "08:00:20");
    asks(1, "22:59:50");
    answers(1, "mei", "23:00:20");
    asks(1, "23:00:00");
    builder.takeSome();
    Figures counted =
        database.read(jdbc ->
            ServiceFigures.of(
                jdbc, List.of(new Period(SHOP, at("08:00:00"), at("23:00:00"))), at("23:10:00")));
    assertThat(counted.rounds()).isEqualTo(1);
    assertThat(counted.inTime()).isEqualTo(1);
  }

  @Test
  void roundsMadeAnewAreTheSame() {
    Random random = new Random(20261130);
    for (int customer = 2; customer <= 6; customer++) {
      customer(customer);
    }
    List<Long> early = new ArrayList<>();
    List<long[]> onTheirWay = new ArrayList<>();
    int asked = 0;
    for (int step = 0; step < 600; step++) {
      int customer = 2 + random.nextInt(5);
      String time =
          String.format(
              Locale.ROOT, "%02d:%02d:%02d", 8 + step / 60, step % 60, random.nextInt(60));
      switch (random.nextInt(9)) {
        case 0, 1 -> {
          asks(customer, time);
          asked++;
        }
        case 2 -> early.add(reserve());
        case 3 -> {
          if (!early.isEmpty()) {
            comes(customer, early.removeFirst(), time, time);
            asked++;
          }
        }
        case 4 ->
            onTheirWay.add(
                new long[] {customer, writes(customer, "mei", random.nextInt(4) == 0, time)});
        case 5 -> {
          if (!onTheirWay.isEmpty()) {
            long[] one = onTheirWay.remove(random.nextInt(onTheirWay.size()));
            accepted(one[0], one[1], time);
          }
        }
        case 6 -> event(customer, time, "entered_queue", null, null, "");
        case 7 -> event(customer, time, "assigned", null, "lan", "");
        default -> event(customer, time, "closed", null, null, "lan");
      }
      if (random.nextInt(3) == 0) {
        builder.takeSome();
      }
    }
    List<Made> asTheyCame = all();
    assertThat(asTheyCame.stream().mapToInt(Made::messages).sum())
        .as("each message is in one round")
        .isEqualTo(asked);
    for (int i = 1; i < asTheyCame.size(); i++) {
      if (asTheyCame.get(i).conversationId == asTheyCame.get(i - 1).conversationId) {
        assertThat(asTheyCame.get(i).firstKey).isGreaterThan(asTheyCame.get(i - 1).endKey);
      }
    }
    database.write(jdbc -> jdbc.sql("UPDATE round_progress SET version = 0").update());
    assertThat(all()).hasSizeGreaterThan(50).isEqualTo(asTheyCame);
  }

  @Test
  void aPageHasTheRoundsOfItsDayAndLosesThemWithEachChange() {
    RoundPages pages = new RoundPages(database, Lease.ofOne(), () -> DAY.plusSeconds(2 * 86_400));
    asks(1, "10:00:00");
    answers(1, "mei", "10:01:00");
    asks(1, "23:59:59");
    long automatic = writes(1, "bot", true, "23:59:59");
    accepted(1, automatic, "23:59:59");
    builder.takeSome();
    List<Round> read = inTime("00:00:00", "23:59:59");
    assertThat(pages.makeOne()).isTrue();
    assertThat(pages.makeOne()).as("the others are made").isFalse();
    assertThat(contents()).isEqualTo(1);
    assertThat(inTime("00:00:00", "23:59:59")).hasSize(1).isEqualTo(read);
    assertThat(inTime("10:00:01", "23:59:59")).isEmpty();
    answers(1, "lan", "23:59:59");
    builder.takeSome();
    assertThat(contents()).isZero();
    assertThat(pages.makeOne()).isTrue();
    List<Round> whole =
        database.read(jdbc -> {
          List<Round> rounds = new ArrayList<>();
          Rounds.each(jdbc, SHOP, DAY, DAY.plusSeconds(86_400), Set.of(), rounds::add);
          return rounds;
        });
    assertThat(whole).extracting(Round::endedBy).containsExactly("mei", "lan");
    assertThat(whole.getLast().automaticAt()).isEqualTo(Micros.of(at("23:59:59")));
  }

  @Test
  void aDayThatIsNotOverHasNoPage() {
    RoundPages pages = new RoundPages(database, Lease.ofOne(), () -> at("23:00:00"));
    asks(1, "10:00:00");
    builder.takeSome();
    assertThat(pages.makeOne()).isFalse();
    assertThat(inTime("00:00:00", "23:59:59")).hasSize(1);
  }

  @Test
  void whatIsWrittenIntoAPageIsRead() {
    Random random = new Random(34);
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Round.Outcome outcome =
          List.of(Round.Outcome.GOES_ON, Round.Outcome.ANSWERED, Round.Outcome.CLOSED)
              .get(random.nextInt(3));
      long opened = Micros.of(DAY) + random.nextLong(86_400_000_000L);
      boolean goesOn = outcome == Round.Outcome.GOES_ON;
      rounds.add(
          new Round(
              random.nextLong(1L << 40),
              random.nextLong(1L << 40),
              opened,
              opened + random.nextLong(-1_000_000, 1L << 40),
              random.nextInt(1, 300),
              random.nextBoolean() ? Round.NEVER : opened + random.nextLong(1L << 40),
              outcome,
              goesOn ? Round.NEVER : opened + random.nextLong(-1_000_000, 1L << 40),
              goesOn ? "" : random.nextBoolean() ? "小李" : "api:erp",
              random.nextBoolean() ? "" : "mei" + random.nextInt(300)));
    }
    List<Round> read = new ArrayList<>();
    RoundPage.read(RoundPage.write(rounds), read::add);
    assertThat(read).isEqualTo(rounds);
  }

  private List<Round> inTime(String from, String to) {
    return database.read(jdbc -> {
      List<Round> rounds = new ArrayList<>();
      Rounds.each(jdbc, SHOP, at(from), at(to), Set.of(), rounds::add);
      return rounds;
    });
  }

  private long contents() {
    return database.read(jdbc ->
        jdbc.sql("SELECT count(*) FROM round_page WHERE content IS NOT NULL")
            .query(Long.class)
            .single());
  }

  record Made(
      long id,
      long conversationId,
      long fromSeq,
      String firstKey,
      String lastKey,
      String endKey,
      int messages,
      long openedAt,
      long arrivedAt,
      @Nullable Long queuedAt,
      long queueMicros,
      @Nullable String agent,
      @Nullable Long agentAt,
      @Nullable Long endedAt,
      @Nullable String outcome,
      @Nullable String endedBy,
      @Nullable Long automaticAt) {}

  private List<Made> all() {
    while (builder.takeSome() > 0) {
      // to the end
    }
    return database.read(jdbc ->
        jdbc.sql("SELECT * FROM round ORDER BY conversation_id, end_key")
            .query(RecordMapper.of(Made.class))
            .list());
  }

  private void customer(long id) {
    database.write(jdbc -> {
      RoundRows.customer(jdbc, id, SHOP.value());
      return true;
    });
  }

  /** A place in the order of messages for one that comes later. */
  private long reserve() {
    return ++lastMessage;
  }

  private void asks(long customer, String time) {
    comes(customer, reserve(), time, time);
  }

  private void comes(long customer, long place, String written, String arrived) {
    long id = ++lastMessage;
    database.write(jdbc -> {
      RoundRows.message(jdbc, customer, id, place, "in", at(written), at(arrived), false, null);
      return true;
    });
    event(customer, arrived, "customer_wrote", id, null, null);
  }

  /** An answer on its way; its id. */
  private long writes(long customer, String by, boolean automatic, String time) {
    long id = reserve();
    database.write(jdbc -> {
      RoundRows.message(jdbc, customer, id, id, "out", at(time), at(time), automatic, by);
      return true;
    });
    return id;
  }

  private void accepted(long customer, long message, String time) {
    event(customer, time, "answer_accepted", message, null, null);
  }

  private void answers(long customer, String by, String time) {
    accepted(customer, writes(customer, by, false, time), time);
  }

  private void event(
      long customer,
      String time,
      String type,
      @Nullable Long message,
      @Nullable String agent,
      @Nullable String by) {
    database.write(jdbc -> {
      RoundRows.event(jdbc, customer, at(time), type, message, agent, by);
      return true;
    });
  }

  private static Instant at(String time) {
    return Instant.parse("2026-11-23T" + time + "Z");
  }

  private Figures figures(String now) {
    builder.takeSome();
    return database.read(jdbc ->
        ServiceFigures.of(jdbc, List.of(new Period(SHOP, DAY, DAY.plusSeconds(86_400))), at(now)));
  }

  private List<String> rounds() {
    builder.takeSome();
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT messages, opened_at, outcome, ended_by, ended_at FROM round
                ORDER BY conversation_id, end_key
                """)
            .query((row, _) ->
                row.getInt("messages")
                    + " from "
                    + time(row.getLong("opened_at"))
                    + (row.getString("outcome") == null
                        ? ""
                        : " %s by %s %s"
                            .formatted(
                                row.getString("outcome"),
                                row.getString("ended_by"),
                                time(row.getLong("ended_at")))))
            .list());
  }

  private static String time(long micros) {
    return Micros.instant(micros).toString().substring(11, 19);
  }
}
