package io.xiaoer.e2e.starter;

import io.xiaoer.e2e.Pace;
import io.xiaoer.e2e.Program;
import io.xiaoer.e2e.Pushes;
import io.xiaoer.e2e.Soon;
import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Customers who each write one message after the other, the next one when the one before was
 * acknowledged, to two instances of the sample on one database, which are killed meanwhile. Each
 * message has to have its ticket once, and each customer's tickets the order of their messages.
 */
final class StarterTrial {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final int AGAIN_MS = 50;
  private static final int LOAD_MS_MIN = 300;
  private static final int LOAD_MS_MAX = 3_000;
  private static final int BOTH_EVERY = 5;

  private final Load load;
  private final Consumer<String> progress;
  private final List<SampleNode> nodes = new ArrayList<>();
  private final String database;
  private final AtomicLong pushes = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();
  private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> flaws = new ConcurrentLinkedQueue<>();
  private volatile boolean killing = true;

  record Load(long seed, int customers, int pushes, int kills) {}

  record Result(
      long pushes, long messages, int kills, long tickets, Duration took, List<String> flaws) {}

  StarterTrial(Path folder, String database, int instances, Load load, Consumer<String> progress) {
    this.database = database;
    this.load = load;
    this.progress = progress;
    for (int i = 1; i <= instances; i++) {
      SampleNode node = new SampleNode(folder, i, database);
      nodes.add(node);
      node.awaitReady(); // Two that make the sample's table at once: PostgreSQL refuses one.
    }
  }

  Result run() throws Exception {
    long began = System.nanoTime();
    int kills;
    try (ExecutorService customers = Executors.newVirtualThreadPerTaskExecutor()) {
      nodes.forEach(SampleNode::awaitReady);
      List<Future<?>> writing = new ArrayList<>();
      for (int i = 0; i < load.customers(); i++) {
        int number = i;
        writing.add(customers.submit(() -> write(number)));
      }
      kills = kill();
      killing = false;
      for (Future<?> customer : writing) {
        customer.get();
      }
      awaitNothingWaits();
      List<String> found = new ArrayList<>(flaws);
      long tickets = audit(found);
      return new Result(
          pushes.get(),
          messages.get(),
          kills,
          tickets,
          Duration.ofNanos(System.nanoTime() - began),
          found);
    } finally {
      nodes.forEach(SampleNode::close);
    }
  }

  private int kill() {
    Random random = new Random(load.seed());
    int kills = 0;
    while (kills < load.kills()) {
      Pace.pause(random.nextInt(LOAD_MS_MIN, LOAD_MS_MAX));
      boolean all = kills % BOTH_EVERY == BOTH_EVERY - 1;
      List<SampleNode> killed =
          all ? List.copyOf(nodes) : List.of(nodes.get(random.nextInt(nodes.size())));
      killed.forEach(SampleNode::kill);
      killed.forEach(SampleNode::startAgain);
      killed.forEach(SampleNode::awaitReady);
      kills += killed.size();
      progress.accept(
          "%d of %d killed; %d pushes of %d messages"
              .formatted(kills, load.kills(), pushes.get(), messages.get()));
    }
    return kills;
  }

  private Void write(int number) throws InterruptedException {
    Random random = new Random(load.seed() * 31 + number);
    String openId = "oStarter" + number;
    Pushes platform = new Pushes(nodes.getFirst().pushUrl(), load.seed() * 37 + number);
    List<PushRequest> sent = new ArrayList<>();
    List<String> mine = new ArrayList<>();
    acknowledged.put(openId, mine);
    while (killing || pushes.get() < load.pushes()) {
      String msgId = Pushes.msgId(messages.incrementAndGet());
      PushRequest push = platform.text(openId, msgId, "第 " + (mine.size() + 1) + " 条");
      while (!isAcknowledged(push, random)) {
        Pace.pause(AGAIN_MS);
      }
      mine.add(msgId);
      sent.add(push);
      if (random.nextInt(20) == 0) {
        // The answer was lost on its way, or so the platform believes.
        boolean _ = deliver(sent.get(random.nextInt(sent.size())), random, ANSWER_WITHIN);
      }
    }
    return null;
  }

  private boolean isAcknowledged(PushRequest push, Random random) throws InterruptedException {
    int fate = random.nextInt(100);
    if (fate < 15) {
      return threeAtOnce(push, random);
    }
    return deliver(
        push, random, fate < 20 ? Duration.ofMillis(1 + random.nextInt(10)) : ANSWER_WITHIN);
  }

  private boolean threeAtOnce(PushRequest push, Random random) throws InterruptedException {
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        long seed = random.nextLong();
        answers.add(senders.submit(() -> deliver(push, new Random(seed), ANSWER_WITHIN)));
      }
      boolean any = false;
      for (Future<Boolean> answer : answers) {
        any |= answer.get();
      }
      return any;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private boolean deliver(PushRequest push, Random random, Duration within)
      throws InterruptedException {
    pushes.incrementAndGet();
    URI node = nodes.get(random.nextInt(nodes.size())).pushUrl();
    try {
      HttpResponse<String> answer =
          Program.HTTP.send(
              HttpRequest.newBuilder(push.to(node))
                  .header("Content-Type", push.contentType())
                  .timeout(within)
                  .POST(BodyPublishers.ofString(push.body()))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() == 200 && !answer.body().equals("success")) {
        flaws.add("200 with another body than success: " + answer.body());
      }
      return answer.statusCode() == 200;
    } catch (IOException noAnswer) {
      return false;
    }
  }

  /** As long as there are fewer and fewer: to be late is no loss. */
  private void awaitNothingWaits() throws SQLException {
    String waiting = "SELECT COUNT(*) AS n FROM xiaoer_inbox WHERE state = 'waiting'";
    for (long left = number(waiting); left > 0; ) {
      long before = left;
      progress.accept(before + " messages wait for their handlers");
      left =
          Soon.await()
              .pollInterval(LOOK_EVERY)
              .until(() -> number(waiting), now -> now < before || now == 0);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong("n");
    }
  }

  /** How many tickets there are. */
  private long audit(List<String> found) throws SQLException {
    Map<String, List<String>> tickets = new TreeMap<>();
    long count = 0;
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT open_id, msg_id FROM ticket ORDER BY open_id, place")) {
      while (rows.next()) {
        count++;
        tickets
            .computeIfAbsent(rows.getString("open_id"), _ -> new ArrayList<>())
            .add(rows.getString("msg_id"));
      }
    }
    for (Map.Entry<String, List<String>> customer : acknowledged.entrySet()) {
      List<String> has = tickets.getOrDefault(customer.getKey(), List.of());
      if (!has.equals(customer.getValue())) {
        found.add(difference(customer.getKey(), customer.getValue(), has));
      }
    }
    long dead = number("SELECT COUNT(*) AS n FROM xiaoer_inbox WHERE state = 'dead'");
    if (dead > 0) {
      found.add(dead + " dead letters");
    }
    return count;
  }

  private static String difference(String openId, List<String> written, List<String> has) {
    HashSet<String> once = new HashSet<>(has);
    if (once.size() < has.size()) {
      return openId + ": " + (has.size() - once.size()) + " messages handled more than once";
    }
    if (!once.containsAll(written)) {
      return openId + ": acknowledged and not handled: " + (written.size() - has.size());
    }
    return openId + ": not in the order in which they were written";
  }
}
