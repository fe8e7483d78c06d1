package io.xiaoer.bench.load;

import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.shop.Shop;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code load send}. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description =
        "Answers to many customers of a simulator, from the request to the agent's browser that"
            + " sees them accepted, while pushes come in.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class SendCommand implements Callable<Integer> {
  /** As many as the platform takes for each message of a customer. */
  private static final int ANSWERS_A_ROUND = 5;

  static final String SHOP = "simulated";
  static final String CLIENT_ID = "bench-";
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);
  private static final int PAGE = 1_000;
  private static final int PUSH_SECONDS_MAX = 300;

  @Mixin private Common common = new Common();

  @Option(
      names = "--customers",
      paramLabel = "N",
      description = "of the simulator (${DEFAULT-VALUE})")
  private int customers = 1_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "in each every customer writes and is answered five times (${DEFAULT-VALUE})")
  private int rounds = 2;

  @Option(
      names = "--agents",
      paramLabel = "N",
      description = "answers handed in at the same time (${DEFAULT-VALUE})")
  private int agents = 64;

  @Option(
      names = "--pushes-per-second",
      paramLabel = "N",
      description = "to another shop of the same server meanwhile (${DEFAULT-VALUE})")
  private int pushesPerSecond = 200;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Machine machine = Machine.here();
    int all = customers * rounds * ANSWERS_A_ROUND;
    try (Platform platform = Platform.start();
        PushFile file = PushFile.open(common.work(), (long) pushesPerSecond * PUSH_SECONDS_MAX);
        ServerProcess server = common.start(common.fresh("send", shop(platform)));
        Browsers browsers = new Browsers();
        Generator generator = new Generator(server.port(), 16, file.pushes(false));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      platform.pushTo(Installation.uri("http", server.port(), "/callback/" + SHOP));
      Sightings watch = new Sightings(all);
      browsers.open(
          server.port(),
          Installation.logIn(server.port()),
          watch,
          (changes, at) -> accepted(changes, at, watch));
      Histogram handedIn = Common.histogram();
      Histogram received = Common.histogram();
      SortedMap<String, Long> refused = new TreeMap<>();
      Duration took = Duration.ZERO;
      Duration cpu = Duration.ZERO;
      for (int round = 0; round < rounds; round++) {
        Map<String, String> conversations = everybodyWrites(platform, server.port(), openIds());
        AtomicBoolean over = new AtomicBoolean();
        Future<SortedMap<String, Long>> pushing =
            threads.submit(() -> push(generator, over, received));
        Duration cpuBefore = server.cpu();
        long began = System.nanoTime();
        answer(server.port(), conversations, round, watch, handedIn, threads);
        watch.await(customers * ANSWERS_A_ROUND * (round + 1), WAIT_MAX);
        took = took.plusNanos(System.nanoTime() - began);
        cpu = cpu.plus(server.cpu().minus(cpuBefore));
        over.set(true);
        refused.putAll(pushing.get());
      }
      Histogram accepted = watch.latency(0, all);
      Result.Send result =
          new Result.Send(
              Result.now(),
              machine,
              common.joinedJvmOptions(),
              customers,
              agents,
              all,
              accepted.getTotalCount(),
              inOrder(platform),
              Race.rounded(accepted.getTotalCount() / (took.toNanos() / 1e9)),
              handedIn.getValueAtPercentile(50),
              handedIn.getValueAtPercentile(99),
              accepted.getValueAtPercentile(50),
              accepted.getValueAtPercentile(99),
              accepted.getMaxValue(),
              pushesPerSecond,
              received.getTotalCount(),
              received.getValueAtPercentile(50),
              received.getValueAtPercentile(99),
              Race.rounded(cpu.toNanos() / 1e3 / all),
              server.rssMib());
      common.tell(result);
      if (result.accepted() != all
          || result.customersInOrder() != customers
          || !refused.isEmpty()) {
        System.err.printf(
            "load: %,d of %,d answers were accepted, %,d of %,d customers have theirs once and in"
                + " order; pushes refused: %s%n",
            result.accepted(), all, result.customersInOrder(), customers, refused);
        return 1;
      }
    } catch (ExecutionException e) {
      throw new IOException("a thread of the driver ended", e);
    }
    return 0;
  }

  static void accepted(JsonNode changes, long at, Sightings watch) {
    for (JsonNode message : changes.path("messages")) {
      String clientId = message.path("client_id").asString("");
      if (clientId.startsWith(CLIENT_ID) && message.path("state").asString("").equals("accepted")) {
        watch.saw(Long.parseLong(clientId.substring(CLIENT_ID.length())), at);
      }
    }
  }

  static String shop(Platform platform) {
    Shop shop = platform.shop();
    return """
        - id: %s
          name: 模拟小店
          user-name: %s
          app-id: %s
          app-secret: %s
          token: %s
          encoding-aes-key: %s
          mode: secure
          api-base-url: %s
    """
        .formatted(
            SHOP,
            shop.userName(),
            shop.appId(),
            shop.appSecret(),
            shop.token(),
            shop.encodingAesKey(),
            platform.baseUrl());
  }

  /** Each customer's conversation, as soon as all have written and can be answered. */
  static Map<String, String> everybodyWrites(Platform platform, int port, List<String> openIds)
      throws IOException, InterruptedException {
    openIds.forEach(openId -> platform.customer(openId).says("在吗"));
    long until = System.nanoTime() + WAIT_MAX.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (System.nanoTime() < until) {
        Map<String, String> ready = new HashMap<>();
        String cursor = "";
        do {
          JsonNode page = page(http, port, cursor);
          for (JsonNode one : page.path("conversations")) {
            if (one.path("budget").path("left").asInt() == ANSWERS_A_ROUND) {
              ready.put(one.path("open_id").asString(), one.path("id").asString());
            }
          }
          cursor = page.path("next_cursor").asString("");
        } while (!cursor.isEmpty());
        if (ready.size() == openIds.size()) {
          return ready;
        }
        Thread.sleep(200);
      }
    }
    throw new IOException("not all customers' messages arrived in " + WAIT_MAX);
  }

  private static JsonNode page(HttpClient http, int port, String cursor)
      throws IOException, InterruptedException {
    return JsonMapper.shared()
        .readTree(
            Installation.send(
                http,
                Installation.request(
                    port,
                    "/api/v1/conversations?shop=%s&limit=%d&cursor=%s"
                        .formatted(SHOP, PAGE, cursor))));
  }

  /** Customer after customer, five times round, by so many agents at the same time. */
  private void answer(
      int port,
      Map<String, String> conversations,
      int round,
      Sightings watch,
      Histogram handedIn,
      ExecutorService threads)
      throws IOException, InterruptedException, ExecutionException {
    int first = round * customers * ANSWERS_A_ROUND;
    AtomicInteger next = new AtomicInteger();
    List<Callable<Void>> work = new ArrayList<>();
    try (HttpClient http = HttpClient.newBuilder().executor(threads).build()) {
      for (int agent = 0; agent < agents; agent++) {
        int mine = agent;
        work.add(() -> {
          // A customer has one agent, who writes in order; agents take turns over their customers.
          for (int turn = 0; turn < ANSWERS_A_ROUND; turn++) {
            for (int customer = mine; customer < customers; customer += agents) {
              int number = first + next.getAndIncrement();
              long began = System.nanoTime();
              watch.sending(number);
              HttpResponse<String> taken =
                  http.send(
                      Installation.request(
                              port,
                              "/api/v1/conversations/%s/messages"
                                  .formatted(conversations.get(openId(customer))))
                          .header("Content-Type", "application/json")
                          .POST(
                              BodyPublishers.ofString(
                                  """
                                  {"client_id":"%s","type":"text","text":{"content":"%s"}}\
                                  """
                                      .formatted(CLIENT_ID + number, text(round, turn))))
                          .build(),
                      BodyHandlers.ofString());
              if (taken.statusCode() != 202) {
                throw new IOException("an answer was answered " + taken.statusCode());
              }
              synchronized (handedIn) {
                handedIn.recordValue((System.nanoTime() - began) / 1_000);
              }
            }
          }
          return null;
        });
      }
      for (Future<Void> agent : threads.invokeAll(work)) {
        agent.get();
      }
    }
  }

  private SortedMap<String, Long> push(Generator generator, AtomicBoolean over, Histogram received)
      throws IOException {
    SortedMap<String, Long> refused = new TreeMap<>();
    for (int second = 0; !over.get() && second < PUSH_SECONDS_MAX / rounds; second++) {
      Burst burst = generator.paced(pushesPerSecond, Duration.ofSeconds(1), _ -> {});
      received.add(burst.latency());
      refused.putAll(burst.refused());
    }
    return refused;
  }

  private int inOrder(Platform platform) {
    List<String> expected = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < ANSWERS_A_ROUND; turn++) {
        expected.add(text(round, turn));
      }
    }
    int inOrder = 0;
    for (int i = 0; i < customers; i++) {
      Customer customer = platform.customer(openId(i));
      inOrder += platform.delivered(customer).equals(expected) ? 1 : 0;
    }
    return inOrder;
  }

  private static String text(int round, int turn) {
    return "第 %d 轮第 %d 条，您好".formatted(round + 1, turn + 1);
  }

  private List<String> openIds() {
    return IntStream.range(0, customers).mapToObj(SendCommand::openId).toList();
  }

  private static String openId(int customer) {
    return "oSend%06d".formatted(customer);
  }
}
