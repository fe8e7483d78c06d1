package io.xiaoer.bench.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code load assign}. */
@Command(
    name = "assign",
    mixinStandardHelpOptions = true,
    description =
        "Customers who come to a team and are assigned: from the push to the agent's browser; plans"
            + " over a long queue, and pushes beside them; memory.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class AssignCommand implements Callable<Integer> {
  private static final String OPEN_ID = "oAssign";
  private static final int CLOSERS = 8;

  /** Of each of them; together somewhat more than come at the end. */
  private static final Duration CLOSING_EVERY = Duration.ofMillis(30);

  private static final Duration WAIT_MAX = Duration.ofMinutes(5);
  private static final long LIMIT_MICROS = 300_000;

  @Mixin private Common common = new Common();

  @Option(
      names = "--agents",
      paramLabel = "N",
      description = "each of one shop, online, with a live connection (${DEFAULT-VALUE})")
  private int agents = 300;

  @Option(names = "--shops", paramLabel = "N", description = "(${DEFAULT-VALUE})")
  private int shops = 50;

  @Option(
      names = "--per-second",
      paramLabel = "N",
      description = "customers who are assigned at once (${DEFAULT-VALUE})")
  private int perSecond = 100;

  @Option(names = "--seconds", paramLabel = "N", description = "so long (${DEFAULT-VALUE})")
  private int seconds = 20;

  @Option(
      names = "--waiting",
      paramLabel = "N",
      description = "in the queue when all are assigned (${DEFAULT-VALUE})")
  private int waiting = 20_000;

  @Option(
      names = "--beside",
      paramLabel = "N",
      description = "customers a second who come meanwhile (${DEFAULT-VALUE})")
  private int beside = 1_000;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "of coming and closing at the end, for the memory (${DEFAULT-VALUE})")
  private int minutes = 4;

  @Option(
      names = "--coming-per-second",
      paramLabel = "N",
      description = "customers a second in those minutes (${DEFAULT-VALUE})")
  private int comingPerSecond = 200;

  @Option(names = "--ceiling", paramLabel = "N", description = "of each agent (${DEFAULT-VALUE})")
  private int ceiling = 10;

  private int came;

  /** Conversations that were assigned and are not closed, the oldest first. */
  private final BlockingQueue<String> assigned = new LinkedBlockingQueue<>();

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    Machine machine = Machine.here();
    int warmUp = perSecond * 5;
    int counted = perSecond * seconds;
    int all = warmUp + counted + 2 * beside * besideSeconds() + minutes * 60 * comingPerSecond;
    try (ServerProcess server =
            common.start(common.fresh("assign", Installation.moreShops(shops)));
        HttpClient http = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Browsers browsers = new Browsers()) {
      int port = server.port();
      Sightings watch = new Sightings(all);
      rule(http, port, "automatic", ceiling);
      comeOnline(http, port, browsers, watch);
      return measure(machine, http, server, threads, watch);
    }
  }

  /**
   * Connections that are not used for a minute are closed, so they are opened when all are there.
   */
  private int measure(
      Machine machine,
      HttpClient http,
      ServerProcess server,
      ExecutorService threads,
      Sightings watch)
      throws IOException, InterruptedException, ExecutionException {
    int port = server.port();
    int warmUp = perSecond * 5;
    int counted = perSecond * seconds;
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Void>> closing = close(http, port, threads, over);
    Supplier<ByteBuffer> pushes = pushes();
    try (Generator generator = new Generator(port, 64, pushes)) {
      come(generator, watch, perSecond, 5);
      watch.await(warmUp, WAIT_MAX);
      come(generator, watch, perSecond, seconds);
      watch.await(warmUp + counted, WAIT_MAX);
      Histogram seen = watch.latency(warmUp, came);
      System.err.printf(
          "load: %,d of %,d seen, p99 %.0f ms%n",
          seen.getTotalCount(), counted, seen.getValueAtPercentile(99) / 1e3);

      rule(http, port, "manual", ceiling);
      Burst manual = come(generator, watch, beside, besideSeconds());
      Installation.awaitRead(port, WAIT_MAX);
      double plansBefore = plans(port, "count");
      double plannedBefore = plans(port, "sum");
      rule(http, port, "automatic", ceiling);
      Burst planning = come(generator, watch, beside, besideSeconds());
      double mean =
          (plans(port, "sum") - plannedBefore) / Math.max(1, plans(port, "count") - plansBefore);
      double plan = plans(port, "max");
      double apply =
          Installation.value(port, line -> line.startsWith("xiaoer_assignment_apply_seconds_max"));
      watch.await(came, WAIT_MAX);

      System.err.printf("load: plans %.0f ms, at most %.0f ms%n", mean * 1e3, plan * 1e3);

      List<Long> rss = comeAndGo(server, pushes, watch);
      Result.Assign result =
          new Result.Assign(
              Result.now(),
              machine,
              common.joinedJvmOptions(),
              agents,
              shops,
              perSecond,
              seconds,
              seen.getTotalCount(),
              seen.getValueAtPercentile(50),
              seen.getValueAtPercentile(99),
              seen.getMaxValue(),
              waiting,
              Race.rounded(mean * 1e3),
              Race.rounded(plan * 1e3),
              Race.rounded(apply * 1e3),
              beside,
              manual.latency().getValueAtPercentile(99),
              planning.latency().getValueAtPercentile(99),
              rss);
      common.tell(result);
      boolean whole =
          watch.count() == came && manual.refused().isEmpty() && planning.refused().isEmpty();
      if (!whole) {
        System.err.printf(
            "load: %,d of %,d were seen; refused: %s, %s%n",
            watch.count(), came, manual.refused(), planning.refused());
      }
      return whole && result.seenP99Micros() < LIMIT_MICROS ? 0 : 1;
    } finally {
      over.set(true); // Else nobody could wait for their end.
      for (Future<Void> closer : closing) {
        closer.get();
      }
    }
  }

  /** Till as many wait as are asked for; long enough for the heap to be collected whole. */
  private int besideSeconds() {
    return Math.ceilDiv(waiting, beside);
  }

  private static double plans(int port, String what) throws IOException, InterruptedException {
    return Installation.value(
        port, line -> line.startsWith("xiaoer_assignment_plan_seconds_" + what));
  }

  private Burst come(Generator generator, Sightings watch, int perSecond, int seconds)
      throws IOException {
    int first = came;
    came += perSecond * seconds;
    return generator.paced(
        perSecond, Duration.ofSeconds(seconds), number -> watch.sending(first + (int) number));
  }

  /** Each the first message of a customer, to one shop after the other. */
  private Supplier<ByteBuffer> pushes() {
    Random random = new Random(1);
    int[] next = {0};
    return () -> {
      int customer = next[0]++;
      int shop = customer % shops;
      return ByteBuffer.wrap(
          PushFile.request(
              Installation.shop(shop),
              Installation.userName(shop),
              OPEN_ID + customer,
              PushFile.FIRST_MSG_ID + customer,
              Instant.now(),
              random));
    };
  }

  private void rule(HttpClient http, int port, String mode, int ceiling)
      throws IOException, InterruptedException {
    for (int shop = 0; shop < shops; shop++) {
      Installation.send(
          http,
          Installation.request(
                  port, "/api/v1/shops/%s/assignment".formatted(Installation.shop(shop)))
              .PUT(
                  BodyPublishers.ofString(
                      "{\"mode\":\"%s\",\"ceiling\":%d,\"pull_back_after_seconds\":0}"
                          .formatted(mode, ceiling))));
    }
  }

  /** Hashing so many passwords takes the longest of it all. */
  private void comeOnline(HttpClient http, int port, Browsers browsers, Sightings watch)
      throws IOException, InterruptedException {
    System.err.printf("load: %d agents log in …%n", agents);
    for (int agent = 0; agent < agents; agent++) {
      String username = "agent" + agent;
      Installation.send(
          http,
          Installation.request(port, "/api/v1/staff")
              .POST(
                  BodyPublishers.ofString(
                      "{\"username\":\"%s\",\"shops\":[\"%s\"],\"password\":\"%s\"}"
                          .formatted(
                              username, Installation.shop(agent % shops), Installation.PASSWORD))));
      String cookie = Installation.logIn(port, username);
      Installation.send(
          http,
          HttpRequest.newBuilder(Installation.uri("http", port, "/api/v1/me/state"))
              .header("Cookie", cookie)
              .PUT(BodyPublishers.ofString("{\"state\":\"online\"}")));
      browsers.open(port, cookie, watch, (changes, at) -> see(changes, at, username, watch));
    }
    Thread.sleep(2_000); // Who is connected is written down a moment later.
  }

  private void see(JsonNode changes, long at, String username, Sightings watch) {
    for (JsonNode one : changes.path("conversations")) {
      String openId = one.path("open_id").asString("");
      if (openId.startsWith(OPEN_ID)
          && one.path("assignee").path("username").asString("").equals(username)
          && watch.saw(Long.parseLong(openId.substring(OPEN_ID.length())), at)) {
        assigned.add(one.path("id").asString());
      }
    }
  }

  /** People close what they have had for the longest time. */
  private List<Future<Void>> close(
      HttpClient http, int port, ExecutorService threads, AtomicBoolean over) {
    List<Future<Void>> closing = new ArrayList<>();
    for (int closer = 0; closer < CLOSERS; closer++) {
      closing.add(
          threads.submit(() -> {
            while (!over.get()) {
              Thread.sleep(CLOSING_EVERY);
              String id = assigned.poll();
              if (id != null) {
                Installation.send(
                    http,
                    Installation.request(port, "/api/v1/conversations/" + id + "/close")
                        .POST(BodyPublishers.ofString("{}")));
              }
            }
            return null;
          }));
    }
    return closing;
  }

  /** As many are closed as come; the memory at the end of each minute. */
  private List<Long> comeAndGo(ServerProcess server, Supplier<ByteBuffer> pushes, Sightings watch)
      throws IOException, InterruptedException {
    List<Long> rss = new ArrayList<>(List.of(server.rssMib()));
    try (Generator generator = new Generator(server.port(), 64, pushes)) {
      for (int minute = 0; minute < minutes; minute++) {
        come(generator, watch, comingPerSecond, 60);
        rss.add(server.rssMib());
      }
    }
    watch.await(came, WAIT_MAX);
    return rss;
  }
}
