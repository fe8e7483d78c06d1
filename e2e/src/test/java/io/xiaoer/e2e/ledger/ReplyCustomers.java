package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.ledger.ReplyFlaw.Kind;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.push.Delivery;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Customers of a shop that answers by itself, and what each of them is to be told: the greeting,
 * the word at night and the place in the queue once, and for each question its answer once. Some
 * write once, some twice in one breath, some ask once more when they have read the answer.
 *
 * <p>They never write so fast behind an answer that the server could take them for machines, and
 * there is never more on its way to one than the platform's allowance leaves to machines. So all
 * that is due is due whatever dies at whatever moment.
 */
final class ReplyCustomers implements AutoCloseable {
  static final String WELCOME = "您好，欢迎光临";
  static final String CLOSED = "现在是休息时间，明早九点回复您";
  static final String QUEUED = "已经为您排队，请稍等";

  /** What is asked for, and the answer. */
  static final Map<String, String> ANSWERS =
      Map.of(
          "发货", "一般 48 小时内寄出",
          "退换", "七天内都可以换",
          "尺码", "身高一米七选大号",
          "发票", "电子版会发到邮箱",
          "保修", "整机保一年");

  private static final List<String> QUESTIONS = ANSWERS.keySet().stream().sorted().toList();
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  /** The simulator has no more phones. */
  private static final int CUSTOMERS_MAX = 9_900;

  private static final int TICK_MS = 50;

  /** As long after an answer as a person needs to read it. */
  private static final Duration READING = Duration.ofSeconds(3);

  /** Ticks between two calls of the platform that go wrong; a server that is down makes none. */
  private static final int TICKS_BETWEEN_FAULTS = 30;

  private final Platform platform;
  private final int perSecond;
  private final Random random;
  private final List<Guest> guests = new ArrayList<>();
  private final List<Guest> waiting = new ArrayList<>();
  private final Set<String> givenUp = new HashSet<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("customers").factory());
  private long ticks;
  private double comeIn;
  private boolean writing = true;
  private @Nullable RuntimeException trouble;

  ReplyCustomers(Platform platform, long seed, int perSecond) {
    this.platform = platform;
    this.perSecond = perSecond;
    random = new Random(seed);
    var _ = clock.scheduleAtFixedRate(this::tick, 0, TICK_MS, TimeUnit.MILLISECONDS);
  }

  /** One customer, what is due to them, and what they will write next. */
  private static final class Guest {
    private final Customer customer;
    private final Map<String, Set<String>> dueByMsgId = new LinkedHashMap<>();
    private final Set<LocalDate> days = new HashSet<>();
    private int written;
    private String next = "";
    private boolean readsFirst;
    private long nextAtNanos;

    Guest(Customer customer) {
      this.customer = customer;
    }

    /** By messages but those. */
    private Set<String> due(Set<String> but) {
      Set<String> due = new LinkedHashSet<>();
      dueByMsgId.forEach((msgId, lines) -> {
        if (!but.contains(msgId)) {
          due.addAll(lines);
        }
      });
      return due;
    }
  }

  private synchronized void tick() {
    if (!writing) {
      return;
    }
    try {
      ticks++;
      if (ticks % TICKS_BETWEEN_FAULTS == 0) {
        platform.next(random.nextBoolean() ? new Fault.AcceptThenHangUp() : new Fault.HangUp());
        noteGivenUp();
      }
      comeIn += perSecond * TICK_MS / 1_000.0;
      for (; comeIn >= 1 && guests.size() < CUSTOMERS_MAX; comeIn--) {
        comesIn();
      }
      for (Guest guest : List.copyOf(waiting)) {
        if (isReady(guest)) {
          waiting.remove(guest);
          write(guest, guest.next);
        }
      }
    } catch (RuntimeException e) {
      trouble = e;
      writing = false;
    }
  }

  private void comesIn() {
    Guest guest = new Guest(platform.customer("oReply%05d".formatted(guests.size())));
    guests.add(guest);
    String question = QUESTIONS.get(random.nextInt(QUESTIONS.size()));
    switch (random.nextInt(4)) {
      case 0 -> write(guest, "在吗");
      case 1 -> {
        write(guest, "在吗");
        guest.next = "想问一下" + question;
        guest.nextAtNanos =
            System.nanoTime() + Duration.ofMillis(random.nextInt(200, 2_500)).toNanos();
        waiting.add(guest);
      }
      case 2 -> write(guest, "请问" + question);
      default -> {
        write(guest, "请问" + question);
        String other =
            QUESTIONS.get((QUESTIONS.indexOf(question) + 1 + random.nextInt(4)) % QUESTIONS.size());
        guest.next = "那么" + other + "呢";
        guest.readsFirst = true;
        waiting.add(guest);
      }
    }
  }

  private boolean isReady(Guest guest) {
    if (guest.readsFirst && !platform.received(guest.customer).isEmpty()) {
      guest.readsFirst = false;
      guest.nextAtNanos = System.nanoTime() + READING.toNanos();
    }
    return !guest.readsFirst && System.nanoTime() - guest.nextAtNanos >= 0;
  }

  private void write(Guest guest, String text) {
    Set<String> due = new LinkedHashSet<>(List.of(WELCOME, CLOSED, QUEUED));
    ANSWERS.forEach((question, answer) -> {
      if (text.contains(question)) {
        due.add(answer);
      }
    });
    guest.days.add(LocalDate.now(ZONE));
    guest.written++;
    switch (random.nextInt(10)) {
      case 0 -> platform.next(new Fault.Duplicate(3));
      case 1 -> platform.next(new Fault.LoseAcknowledgement(1));
      default -> {} // it is pushed until it is acknowledged once
    }
    guest.dueByMsgId.put(guest.customer.says(text + "（" + guest.written + "）"), due);
  }

  /** Nobody writes any more; what was pushed in vain is still pushed again. */
  synchronized void quiet() {
    writing = false;
    platform.clearFaults();
    RuntimeException failed = trouble;
    if (failed != null) {
      throw failed;
    }
  }

  synchronized int count() {
    return guests.size();
  }

  synchronized int written() {
    return guests.stream().mapToInt(guest -> guest.written).sum();
  }

  synchronized int received() {
    return guests.stream().mapToInt(guest -> platform.received(guest.customer).size()).sum();
  }

  /** After ten pushes in vain the platform says no more of a message, and nothing is due for it. */
  private void noteGivenUp() {
    for (Delivery delivery : platform.deliveries()) {
      if (delivery.state() instanceof Delivery.State.GivenUp) {
        givenUp.add(delivery.id());
      }
    }
  }

  /** What each has been told beside what was due. */
  synchronized List<ReplyFlaw> flaws() {
    noteGivenUp();
    List<ReplyFlaw> flaws = new ArrayList<>();
    for (Guest guest : guests) {
      Set<String> due = guest.due(givenUp);
      List<String> messages = platform.delivered(guest.customer);
      Map<String, Integer> told = new HashMap<>();
      messages.stream().flatMap(String::lines).forEach(line -> told.merge(line, 1, Integer::sum));
      for (String line : due) {
        if (!told.containsKey(line)) {
          flaws.add(new ReplyFlaw(Kind.MISSING, guest.customer + ": " + line));
        }
      }
      Set<String> asked = guest.due(Set.of());
      told.forEach((line, times) -> {
        if (!asked.contains(line)) {
          flaws.add(new ReplyFlaw(Kind.UNASKED, guest.customer + ": " + messages));
        } else if (times > mostOf(line, guest)) {
          flaws.add(new ReplyFlaw(Kind.TWICE, guest.customer + ": " + messages));
        }
      });
      if (messages.size() > guest.written) {
        flaws.add(new ReplyFlaw(Kind.TOO_MANY, guest.customer + ": " + messages));
      }
    }
    return flaws;
  }

  /** The word at night is said once a day, and a trial may go on past midnight. */
  private static int mostOf(String line, Guest guest) {
    if (!line.equals(CLOSED)) {
      return 1;
    }
    Set<LocalDate> days = new HashSet<>(guest.days);
    days.add(LocalDate.now(ZONE));
    return guest.written > 1 ? days.size() : 1;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
