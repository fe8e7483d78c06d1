package io.xiaoer.bench.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code load webhooks}. */
@Command(
    name = "webhooks",
    mixinStandardHelpOptions = true,
    description =
        "From the push of a customer's message to its arrival at a webhook: alone, and beside one"
            + " that takes calls and never answers, in turns. Exit code 1 when p99 beside it is more"
            + " than twice as long, or when something did not arrive.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class WebhooksCommand implements Callable<Integer> {
  private static final double RATIO_MAX = 2;
  private static final Duration WAIT_MAX = Duration.ofMinutes(1);
  private static final String HANGS = "/hangs";

  @Mixin private Common common = new Common();

  @Option(
      names = "--per-second",
      paramLabel = "N",
      description = "messages of 5,000 customers (${DEFAULT-VALUE})")
  private int perSecond = 50;

  @Option(names = "--rounds", paramLabel = "N", description = "turns of each (${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long a turn is (${DEFAULT-VALUE})")
  private int seconds = 20;

  private int sent;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Machine machine = Machine.here();
    int all = (1 + 2 * rounds) * perSecond * seconds;
    Sightings watch = new Sightings(all);
    try (PushFile file = PushFile.open(common.work(), all);
        ServerProcess server =
            common.start(
                common.fresh("webhooks", Map.of("xiaoer.webhooks.allow[0]", "127.0.0.1"), ""));
        Generator generator = new Generator(server.port(), 16, file.pushes(false));
        HttpClient http = HttpClient.newHttpClient();
        Addresses addresses = new Addresses(watch)) {
      add(http, server.port(), addresses.url("/"));
      turn(generator, watch); // for the JIT
      Histogram alone = Common.histogram();
      Histogram beside = Common.histogram();
      double[] ratios = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        Histogram first = turn(generator, watch);
        String hanging = add(http, server.port(), addresses.url(HANGS));
        Histogram second = turn(generator, watch);
        Installation.send(
            http, Installation.request(server.port(), "/api/v1/webhooks/" + hanging).DELETE());
        ratios[round] = Common.millis(second, 99) / Common.millis(first, 99);
        System.err.printf(
            "load: round %d: p99 %.0f ms alone, %.0f ms beside one that hangs%n",
            round + 1, Common.millis(first, 99), Common.millis(second, 99));
        alone.add(first);
        beside.add(second);
      }
      double ratio = Report.median(ratios);
      System.out.printf(
          """
          %s; %,d messages a second, %d turns of %d s each.

          | push sent to arrived at the webhook | p50 | p99 | max |
          |---|---|---|---|
          | alone | %.0f ms | %.0f ms | %.0f ms |
          | beside one that hangs, which had %d calls | %.0f ms | %.0f ms | %.0f ms |

          p99 beside / alone: %.2f (median of the rounds; at most %.0f: %s); %,d of %,d arrived
          """,
          Report.heading(Result.now(), machine),
          perSecond,
          rounds,
          seconds,
          Common.millis(alone, 50),
          Common.millis(alone, 99),
          Common.millis(alone, 100),
          addresses.hanging.get(),
          Common.millis(beside, 50),
          Common.millis(beside, 99),
          Common.millis(beside, 100),
          ratio,
          RATIO_MAX,
          ratio <= RATIO_MAX ? "held" : "not held",
          watch.count(),
          sent);
      return ratio <= RATIO_MAX && watch.count() == sent && addresses.hanging.get() > 0 ? 0 : 1;
    }
  }

  private Histogram turn(Generator generator, Sightings watch)
      throws IOException, InterruptedException {
    int first = sent;
    sent += perSecond * seconds;
    generator.paced(
        perSecond, Duration.ofSeconds(seconds), number -> watch.sending(first + (int) number));
    watch.await(sent, WAIT_MAX);
    return watch.latency(first, sent);
  }

  /** Gives its id. */
  private static String add(HttpClient http, int port, String url)
      throws IOException, InterruptedException {
    String added =
        Installation.send(
            http,
            Installation.request(port, "/api/v1/webhooks")
                .POST(
                    BodyPublishers.ofString(
                        "{\"url\":\"%s\",\"types\":[\"message.received\"]}".formatted(url))));
    return JsonMapper.shared().readTree(added).path("id").asString();
  }

  /** The far ends: one takes what it is sent at once, one never answers. */
  private static final class Addresses implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Sightings watch;
    private final AtomicInteger hanging = new AtomicInteger();

    Addresses(Sightings watch) throws IOException {
      this.watch = watch;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext("/", this::take);
      server.createContext(HANGS, _ -> hang());
      server.start();
    }

    String url(String path) {
      return Installation.uri("http", server.getAddress().getPort(), path).toString();
    }

    private void take(HttpExchange exchange) throws IOException {
      byte[] body = exchange.getRequestBody().readAllBytes();
      long now = System.nanoTime();
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
      JsonNode data = JsonMapper.shared().readTree(body).path("data");
      watch.saw(Long.parseLong(data.path("msg_id").asString("0")) - PushFile.FIRST_MSG_ID, now);
    }

    private void hang() {
      hanging.incrementAndGet();
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      over.countDown();
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
