package io.xiaoer.bench.load;

import io.xiaoer.simulator.Platform;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code load rush}. */
@Command(
    name = "rush",
    mixinStandardHelpOptions = true,
    description =
        "Customers who all write two seconds before closing time, once without automatic replies and"
            + " once with a rule for everything: what each of them gets, and what becomes of people's"
            + " answers and of pushes meanwhile. Exit code 1 when somebody got two, when not all got"
            + " one, or when people's answers took a second longer.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class RushCommand implements Callable<Integer> {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final int ANSWERS_EACH = 5;
  private static final Duration BEFORE_CLOSING = Duration.ofSeconds(2);
  private static final Duration UNTIL_CLOSING_MIN = Duration.ofSeconds(20);
  private static final Duration WAIT_MAX = Duration.ofMinutes(10);
  private static final Duration SECOND_WITHIN = Duration.ofSeconds(10);
  private static final long LATER_MICROS_MAX = 1_000_000;

  @Mixin private Common common = new Common();

  @Option(names = "--customers", paramLabel = "N", description = "(${DEFAULT-VALUE})")
  private int customers = 10_000;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "people answer and others are pushed meanwhile (${DEFAULT-VALUE})")
  private int seconds = 60;

  @Option(
      names = "--answers-per-second",
      paramLabel = "N",
      description = "of people, to other customers of the shop (${DEFAULT-VALUE})")
  private int answersPerSecond = 5;

  @Option(
      names = "--pushes-per-second",
      paramLabel = "N",
      description = "to another shop of the same server (${DEFAULT-VALUE})")
  private int pushesPerSecond = 100;

  /** What was seen beside a rush. */
  private record Beside(Histogram answers, Burst pushes) {
    String told() {
      return "answers of people p50 %,.0f ms, p99 %,.0f ms; %,d pushes p50 %.1f ms, p99 %.1f ms%s"
          .formatted(
              answers.getValueAtPercentile(50) / 1e3,
              answers.getValueAtPercentile(99) / 1e3,
              pushes.pushes(),
              pushes.latency().getValueAtPercentile(50) / 1e3,
              pushes.latency().getValueAtPercentile(99) / 1e3,
              pushes.refused().isEmpty() ? "" : ", refused: " + pushes.refused());
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    Machine machine = Machine.here();
    int answers = answersPerSecond * seconds;
    try (Platform platform = Platform.start();
        PushFile file = PushFile.open(common.work(), 2L * pushesPerSecond * seconds);
        ServerProcess server = common.start(common.fresh("rush", SendCommand.shop(platform)));
        HttpClient http = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Browsers browsers = new Browsers()) {
      PushFile.Pushes others = file.pushes(false);
      int port = server.port();
      platform.pushTo(Installation.uri("http", port, "/callback/" + SendCommand.SHOP));
      Sightings accepted = new Sightings(2 * answers);
      browsers.open(
          port,
          Installation.logIn(port),
          accepted,
          (changes, at) -> SendCommand.accepted(changes, at, accepted));
      int talks = (2 * answers + ANSWERS_EACH - 1) / ANSWERS_EACH;
      Map<String, String> conversations =
          SendCommand.everybodyWrites(
              platform, port, IntStream.range(0, talks).mapToObj(talk -> "oTalk" + talk).toList());
      System.out.println(machine);
      everybodySays(platform);
      Installation.awaitRead(port, WAIT_MAX);

      Beside without = rush(platform, http, port, threads, others, 0, conversations, accepted);
      Installation.awaitRead(port, WAIT_MAX);
      System.out.println("without rules: " + without.told());

      haveRules(http, port);
      ZonedDateTime closing = closing(http, port);
      Thread.sleep(Duration.between(Instant.now(), closing.toInstant().minus(BEFORE_CLOSING)));
      long began = System.nanoTime();
      Beside with = rush(platform, http, port, threads, others, answers, conversations, accepted);
      System.out.println("with rules:    " + with.told());
      SortedMap<Integer, Integer> got = awaitAll(platform, began);
      System.out.println("messages got by how many customers: " + got);

      long later = with.answers.getValueAtPercentile(99) - without.answers.getValueAtPercentile(99);
      boolean whole =
          got.equals(Map.of(1, customers))
              && accepted.count() == 2 * answers
              && without.pushes.refused().isEmpty()
              && with.pushes.refused().isEmpty();
      return whole && later < LATER_MICROS_MAX ? 0 : 1;
    }
  }

  private void everybodySays(Platform platform) {
    for (int customer = 0; customer < customers; customer++) {
      platform.customer("oRush" + customer).says("在吗");
    }
  }

  private Beside rush(
      Platform platform,
      HttpClient http,
      int port,
      ExecutorService threads,
      PushFile.Pushes others,
      int firstAnswer,
      Map<String, String> conversations,
      Sightings accepted)
      throws IOException, InterruptedException, ExecutionException {
    int answers = answersPerSecond * seconds;
    Future<Void> answering =
        threads.submit(() -> {
          long began = System.nanoTime();
          for (int i = 0; i < answers; i++) {
            long due = began + (long) (i * 1e9 / answersPerSecond);
            Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            int number = firstAnswer + i;
            accepted.sending(number);
            answer(
                http,
                port,
                Objects.requireNonNull(conversations.get("oTalk" + number / ANSWERS_EACH)),
                number);
          }
          return null;
        });
    Future<Burst> pushing =
        threads.submit(() -> {
          try (Generator generator = new Generator(port, 16, others)) {
            return generator.paced(pushesPerSecond, Duration.ofSeconds(seconds), _ -> {});
          }
        });
    everybodySays(platform);
    answering.get();
    accepted.await(firstAnswer + answers, WAIT_MAX);
    return new Beside(accepted.latency(firstAnswer, firstAnswer + answers), pushing.get());
  }

  private static void answer(HttpClient http, int port, String conversation, int number)
      throws IOException, InterruptedException {
    Installation.send(
        http,
        Installation.request(port, "/api/v1/conversations/%s/messages".formatted(conversation))
            .POST(
                BodyPublishers.ofString(
                    "{\"client_id\":\"%s%d\",\"type\":\"text\",\"text\":{\"content\":\"您好\"}}"
                        .formatted(SendCommand.CLIENT_ID, number))));
  }

  /** How many messages have reached how many customers, when nothing more comes. */
  private SortedMap<Integer, Integer> awaitAll(Platform platform, long began)
      throws InterruptedException {
    long until = System.nanoTime() + WAIT_MAX.toNanos();
    SortedMap<Integer, Integer> got = got(platform);
    while (got.getOrDefault(0, 0) > 0 && System.nanoTime() < until) {
      Thread.sleep(500);
      got = got(platform);
    }
    System.err.printf(
        "load: the last has its reply %.0f s after the first wrote%n",
        (System.nanoTime() - began) / 1e9);
    Thread.sleep(SECOND_WITHIN);
    return got(platform);
  }

  private SortedMap<Integer, Integer> got(Platform platform) {
    SortedMap<Integer, Integer> got = new TreeMap<>();
    for (int customer = 0; customer < customers; customer++) {
      got.merge(platform.delivered(platform.customer("oRush" + customer)).size(), 1, Integer::sum);
    }
    return got;
  }

  /** The shop closes at a full minute, on every day. */
  private static ZonedDateTime closing(HttpClient http, int port)
      throws IOException, InterruptedException {
    ZonedDateTime closing =
        ZonedDateTime.now(ZONE)
            .plus(UNTIL_CLOSING_MIN)
            .truncatedTo(ChronoUnit.MINUTES)
            .plusMinutes(1);
    ObjectNode hours = JsonMapper.shared().createObjectNode().put("follow_calendar", false);
    ObjectNode weekly = hours.putObject("weekly");
    for (String day : List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun")) {
      weekly.putArray(day).add("00:00-%02d:%02d".formatted(closing.getHour(), closing.getMinute()));
    }
    Installation.send(
        http,
        Installation.request(port, "/api/v1/shops/%s/hours".formatted(SendCommand.SHOP))
            .PUT(BodyPublishers.ofString(hours.toString())));
    return closing;
  }

  private static void haveRules(HttpClient http, int port)
      throws IOException, InterruptedException {
    ObjectNode keyword = rule("keyword", "在的，您请说");
    keyword.putObject("keywords").putArray("any").add("在吗");
    for (ObjectNode rule :
        List.of(
            rule("welcome", "欢迎光临"),
            rule("off_hours", "我们已经下班"),
            rule("queued", "请稍等").put("when", "always"),
            keyword)) {
      Installation.send(
          http,
          Installation.request(port, "/api/v1/automatic-replies")
              .POST(BodyPublishers.ofString(rule.toString())));
    }
  }

  private static ObjectNode rule(String trigger, String text) {
    ObjectNode rule =
        JsonMapper.shared()
            .createObjectNode()
            .put("name", text)
            .put("shop", SendCommand.SHOP)
            .put("trigger", trigger);
    rule.putObject("reply").put("type", "text").putObject("text").put("content", text);
    return rule;
  }
}
