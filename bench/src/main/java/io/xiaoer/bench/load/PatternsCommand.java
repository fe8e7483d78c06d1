package io.xiaoer.bench.load;

import io.xiaoer.bench.peer.PeerShop;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code load patterns}. */
@Command(
    name = "patterns",
    mixinStandardHelpOptions = true,
    description =
        "How long the server looks for each of some hundred hostile patterns in each of some hostile"
            + " texts of 2 048 characters. Exit code 1 when one pair takes longer than the limit.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class PatternsCommand implements Callable<Integer> {
  /** The very ones whose steps WordingPatternTest counts. */
  private static final Path HOSTILE = Common.project().resolve("server/src/test/resources/wording");

  private static final int TEXT_CHARS = 2_048;
  private static final int WORST = 8;
  private static final int UNPROCESSABLE = 422;

  /** Costs a request all that is not the pattern's. */
  private static final String PLAIN = "zq";

  @Mixin private Common common = new Common();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "of all pairs, after one that does not count; a pair's time is its fastest, which what"
              + " else the machine does disturbs least (${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(names = "--limit", paramLabel = "MILLIS", description = "for a pair (${DEFAULT-VALUE})")
  private int limit = 10;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Machine machine = Machine.here();
    List<String> texts = lines("hostile-texts.txt").stream().map(PatternsCommand::text).toList();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ServerProcess server = common.start(common.fresh("patterns", ""))) {
      List<String> taken = new ArrayList<>();
      int refused = 0;
      for (String pattern : lines("hostile-patterns.txt")) {
        if (!pattern.startsWith("## ")) {
          int status = ask(http, server, body("pattern", pattern, "a")).statusCode();
          if (status == UNPROCESSABLE) {
            refused++;
          } else {
            taken.add(pattern);
          }
        }
      }
      double[][][] millis = new double[taken.size()][texts.size()][rounds];
      Histogram plain = Common.histogram();
      for (int round = -1; round < rounds; round++) {
        for (int text = 0; text < texts.size(); text++) {
          for (int pattern = 0; pattern < taken.size(); pattern++) {
            double took = timed(http, server, body("pattern", taken.get(pattern), texts.get(text)));
            if (round >= 0) {
              millis[pattern][text][round] = took;
            }
          }
          if (round >= 0) {
            plain.recordValue(
                (long) (timed(http, server, body("word", PLAIN, texts.get(text))) * 1e3));
          }
        }
      }
      Result.Patterns result = result(machine, taken, refused, texts, millis, plain);
      common.tell(result);
      return result.overLimit() == 0 ? 0 : 1;
    }
  }

  private Result.Patterns result(
      Machine machine,
      List<String> taken,
      int refused,
      List<String> texts,
      double[][][] millis,
      Histogram plain) {
    Histogram all = Common.histogram();
    List<Result.Pair> pairs = new ArrayList<>();
    int over = 0;
    for (int pattern = 0; pattern < taken.size(); pattern++) {
      for (int text = 0; text < texts.size(); text++) {
        double fastest = Arrays.stream(millis[pattern][text]).min().orElse(0);
        all.recordValue((long) (fastest * 1e3));
        over += fastest > limit ? 1 : 0;
        pairs.add(
            new Result.Pair(
                taken.get(pattern), texts.get(text).substring(0, 8), (long) (fastest * 1e3)));
      }
    }
    pairs.sort(Comparator.comparingLong(Result.Pair::micros).reversed());
    return new Result.Patterns(
        Result.now(),
        machine,
        common.joinedJvmOptions(),
        taken.size(),
        refused,
        texts.size(),
        rounds,
        limit * 1_000L,
        plain.getValueAtPercentile(50),
        all.getValueAtPercentile(50),
        all.getValueAtPercentile(99),
        all.getMaxValue(),
        over,
        List.copyOf(pairs.subList(0, Math.min(WORST, pairs.size()))));
  }

  private static double timed(HttpClient http, ServerProcess server, String body)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    HttpResponse<String> answer = ask(http, server, body);
    double millis = (System.nanoTime() - began) / 1e6;
    if (answer.statusCode() != 200) {
      throw new IOException("a text was answered " + answer.statusCode() + " " + answer.body());
    }
    return millis;
  }

  private static HttpResponse<String> ask(HttpClient http, ServerProcess server, String body)
      throws IOException, InterruptedException {
    return http.send(
        Installation.request(server.port(), "/api/v1/shops/%s/policy/check".formatted(PeerShop.ID))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Rules with this one and nothing else. */
  private static String body(String kind, String value, String text) {
    ObjectNode body = JsonMapper.shared().createObjectNode().put("text", text);
    ObjectNode policy = body.putObject("policy");
    ObjectNode shipped = policy.putObject("shipped");
    for (String group : List.of("contacts", "phone_numbers", "links", "qr_codes", "insults")) {
      shipped.put(group, "off");
    }
    policy
        .putArray("entries")
        .addObject()
        .put("kind", kind)
        .put("value", value)
        .put("action", "warn");
    return body.toString();
  }

  private static String text(String piece) {
    return piece.repeat(TEXT_CHARS / piece.length() + 1).substring(0, TEXT_CHARS);
  }

  private static List<String> lines(String name) throws IOException {
    return Files.readAllLines(HOSTILE.resolve(name));
  }
}
