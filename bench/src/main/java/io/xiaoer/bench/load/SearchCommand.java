package io.xiaoer.bench.load;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code load search}. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = "The first page of a search among millions of messages, as the desk asks for it.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class SearchCommand implements Callable<Integer> {
  private static final long SEED = 42;
  private static final String NO_HIT = "no hit at all";

  private enum Engine {
    SQLITE,
    POSTGRESQL
  }

  @Mixin private Common common = new Common();

  @Option(
      names = "--messages",
      paramLabel = "N",
      description = "in the desk (${DEFAULT-VALUE}); written once, some 0.6 KB each with the index")
  private long messages = 5_000_000;

  @Option(
      names = "--asked",
      paramLabel = "N",
      description = "questions of each kind (${DEFAULT-VALUE})")
  private int asked = 200;

  @Option(
      names = "--engines",
      paramLabel = "NAME",
      split = ",",
      description = "some of: ${COMPLETION-CANDIDATES}; without it all that can run")
  private @Nullable Set<Engine> chosen;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Path work = common.work();
    Machine machine = Machine.here();
    List<Result.Searched> engines = new ArrayList<>();
    Set<Engine> only = chosen;
    if (only == null || only.contains(Engine.SQLITE)) {
      engines.add(on("SQLite", work.resolve("search-" + messages), null));
    }
    Schema schema = database.schema("search_" + messages);
    if (schema != null && (only == null || only.contains(Engine.POSTGRESQL))) {
      Path folder = work.resolve("search-postgresql-" + messages);
      if (!Files.exists(folder.resolve("filled"))) {
        schema.makeAnew();
      }
      engines.add(on("PostgreSQL", folder, schema));
    }
    Result.Search result =
        new Result.Search(
            Result.now(), machine, common.joinedJvmOptions(), messages, asked, engines);
    common.tell(result);
    return 0;
  }

  private Result.Searched on(String engine, Path folder, @Nullable Schema schema)
      throws IOException, InterruptedException, SQLException {
    Installation installation = FullDesk.installation(common, folder, schema);
    FullDesk desk = new FullDesk(installation, schema, messages);
    Talk talk = new Talk();
    desk.fill(common, talk);
    try (ServerProcess server = common.start(installation)) {
      Double indexSeconds = index(folder, server);
      List<Result.Asked> kinds = new ArrayList<>();
      for (Map.Entry<String, Supplier<String>> kind : kinds(talk).entrySet()) {
        kinds.add(ask(server.port(), kind.getKey(), kind.getValue()));
      }
      long[] bytes = desk.bytes();
      return new Result.Searched(
          engine, indexSeconds, bytes[0] >> 20, bytes[1] >> 20, server.rssMib(), kinds);
    }
  }

  /** Waits until the server's own follower has put all into the index; seconds, once it did. */
  private static @Nullable Double index(Path folder, ServerProcess server)
      throws IOException, InterruptedException {
    Path done = folder.resolve("indexed");
    long began = System.nanoTime();
    long lag = Installation.searchLag(server.port());
    boolean much = lag > 1_000;
    long told = 0;
    while (lag != 0) {
      if (System.nanoTime() - told > 15_000_000_000L) {
        System.err.printf("load: %,d messages are still to be put into the index%n", lag);
        told = System.nanoTime();
      }
      Thread.sleep(500);
      lag = Installation.searchLag(server.port());
    }
    if (much) {
      Files.writeString(done, Double.toString((System.nanoTime() - began) / 1e9));
    }
    return Files.exists(done) ? (Double) Double.parseDouble(Files.readString(done).strip()) : null;
  }

  /** What is asked, another one each time: nobody asks for the same word twice. */
  private Map<String, Supplier<String>> kinds(Talk talk) {
    Random random = new Random(SEED);
    Map<String, Supplier<String>> kinds = new LinkedHashMap<>();
    kinds.put("rare word, in one of " + "%,d".formatted(Talk.RARE_EVERY), () -> q(Talk.RARE_WORD));
    kinds.put("common word, in one of 17", () -> q(Talk.COMMON_WORD));
    kinds.put("any word of two characters", () -> q(talk.wordOfTwo(60 + random.nextInt(30_000))));
    kinds.put("one character", () -> q(talk.word(random.nextInt(60))));
    kinds.put(
        "two words", () -> q(talk.wordOfTwo(60 + random.nextInt(2_000)) + " " + Talk.COMMON_WORD));
    kinds.put("sentence", () -> q(sentence(talk, random)));
    kinds.put("order", () -> q(order(talk, random)));
    kinds.put("last six digits of an order", () -> q(order(talk, random).substring(13)));
    kinds.put("customer", () -> q(FullDesk.openId(random.nextInt(1_000))));
    kinds.put("agent", () -> q("agent" + random.nextInt(Talk.AGENTS)) + "&direction=out");
    kinds.put(
        "common word, smallest shop, one week",
        () -> {
          long from = messages / 10 + random.nextLong(messages * 8 / 10);
          return q(Talk.COMMON_WORD)
              + "&shop="
              + Installation.shop(3)
              + "&from="
              + FullDesk.at(from, messages)
              + "&to="
              + FullDesk.at(from + 100_800, messages);
        });
    kinds.put(
        "common word, all before last spring",
        () -> q(Talk.COMMON_WORD) + "&to=" + FullDesk.at(messages / 3, messages));
    kinds.put("no word: orders sent by one agent", () -> "type=order_share&by=agent17");
    kinds.put(NO_HIT, () -> q(Talk.ABSENT_WORD));
    kinds.put(
        "no hit, of two common words' parts",
        () -> q(talk.word(random.nextInt(10)) + Talk.ABSENT_WORD.charAt(0)));
    return kinds;
  }

  private Result.Asked ask(int port, String kind, Supplier<String> question)
      throws IOException, InterruptedException {
    Histogram latency = Common.histogram();
    Histogram hits = Common.histogram();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int i = -5; i < asked; i++) { // some before, for the connection and the JIT
        String path = "/api/v1/search?" + question.get();
        long began = System.nanoTime();
        String answer = Installation.send(http, Installation.request(port, path));
        long micros = (System.nanoTime() - began) / 1_000;
        JsonNode page = Result.JSON.readTree(answer);
        boolean none = kind.startsWith("no hit");
        boolean mayBeNone = kind.startsWith("any") || kind.startsWith("two");
        if (none != page.path("hits").isEmpty() && !mayBeNone) {
          throw new IOException("%s (%s): %d hits".formatted(kind, path, page.path("hits").size()));
        }
        if (i >= 0) {
          latency.recordValue(micros);
          hits.recordValue(page.path("hits").size());
        }
      }
    }
    System.err.printf(
        "load: %s: p50 %.1f ms, p99 %.1f ms%n",
        kind, latency.getValueAtPercentile(50) / 1e3, latency.getValueAtPercentile(99) / 1e3);
    return new Result.Asked(
        kind,
        hits.getValueAtPercentile(50),
        latency.getValueAtPercentile(50),
        latency.getValueAtPercentile(99),
        latency.getMaxValue());
  }

  private String sentence(Talk talk, Random random) {
    while (true) {
      Talk.Message message = talk.message(1 + random.nextLong(messages));
      if (message.type().equals("text") && message.text().length() > 12) {
        String text = message.text();
        return text.substring(0, Math.min(40, text.length() - 2)); // no half of an emoji
      }
    }
  }

  private String order(Talk talk, Random random) {
    while (true) {
      Talk.Message message = talk.message(1 + random.nextLong(messages));
      if (message.type().equals("order_share")) {
        return message.text();
      }
    }
  }

  private static String q(String text) {
    return "q=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
