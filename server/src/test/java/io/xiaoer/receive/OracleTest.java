package io.xiaoer.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Somebody has the token and a recorded push, and asks the push URL about changed cipher texts. As
 * long as every answer is the same, they learn nothing of what is inside.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class OracleTest {
  private static final long SEED = 20261129;

  /**
   * Two samples of one distribution are told apart by mistake with this probability, at each
   * comparison (Kolmogorov–Smirnov, both sides, asymptotic). The pushes of all kinds are mixed, so
   * what else goes on in the machine meets all of them alike.
   */
  private static final double FALSE_ALARM = 1e-7;

  private enum Kind {
    RANDOM(400),
    FOREIGN_APP_ID(100),
    NOT_AN_EVENT(100),
    PADDING_CHANGED(100);

    final int pushes;

    Kind(int pushes) {
      this.pushes = pushes;
    }
  }

  @Parameter Engine engine;
  @TempDir Path data;

  private final Random random = new Random(SEED);
  private final EnvelopeWriter writer = new EnvelopeWriter(Chance.from(random));

  @Test
  void statusBodyHeadersAndTimeTellNothingOfWhyAPushCannotBeOpened() {
    try (TestServer server =
        TestServer.start(
            engine,
            data,
            TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")))) {
      TestPlatform platform = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
      // A sender that is known, so that all of them find room in the quarantine.
      assertThat(platform.push(TestPlatform.text("oKnown", "1", "在吗")).body()).isEqualTo("success");
      List<Kind> order = new ArrayList<>();
      for (Kind kind : Kind.values()) {
        order.addAll(Collections.nCopies(kind.pushes, kind));
      }
      Collections.shuffle(order, random);

      Set<String> answers = new HashSet<>();
      Map<Kind, List<Long>> nanos = new EnumMap<>(Kind.class);
      for (Kind kind : order) {
        PushRequest push = push(kind);
        long from = System.nanoTime();
        HttpResponse<String> answer = platform.deliver(push);
        nanos.computeIfAbsent(kind, _ -> new ArrayList<>()).add(System.nanoTime() - from);
        answers.add(seen(answer));
      }

      assertThat(answers).hasSize(1);
      assertThat(answers.iterator().next()).startsWith("503 ");
      assertThat(server.get("/api/v1/quarantine?limit=500").path("pushes")).hasSize(500);
      List<Long> like = times(nanos, Kind.RANDOM);
      for (Kind kind : Kind.values()) {
        if (kind != Kind.RANDOM) {
          List<Long> times = times(nanos, kind);
          assertThat(distance(like, times))
              .as("seed %s: times of %s and of random ones", SEED, kind)
              .isLessThan(critical(like.size(), times.size()));
          long median = like.stream().sorted().toList().get(like.size() / 2);
          assertThat(distance(like, times.stream().map(time -> time + median).toList()))
              .as("a difference would be seen")
              .isGreaterThan(critical(like.size(), times.size()));
        }
      }
    }
  }

  private static List<Long> times(Map<Kind, List<Long>> nanos, Kind kind) {
    return Objects.requireNonNull(nanos.get(kind));
  }

  private PushRequest push(Kind kind) {
    String event = TestPlatform.text("oSeen", TestPlatform.nextMsgId(), "在吗？什么时候发货").toString();
    byte[] recorded = Base64.getDecoder().decode(encrypt(event, TestPlatform.APP_ID));
    String encrypt =
        switch (kind) {
          case RANDOM -> {
            random.nextBytes(recorded);
            yield Base64.getEncoder().encodeToString(recorded);
          }
          case FOREIGN_APP_ID -> encrypt(event, "wxffffffffffffffff");
          case NOT_AN_EVENT ->
              encrypt(event.substring(0, event.length() - 1) + " ", TestPlatform.APP_ID);
          case PADDING_CHANGED -> {
            recorded[recorded.length - 17] ^= (byte) (1 + random.nextInt(255));
            yield Base64.getEncoder().encodeToString(recorded);
          }
        };
    return writer.around(
        encrypt,
        TestPlatform.USER_NAME,
        "oSeen",
        TestPlatform.keys(),
        Format.JSON,
        TestPlatform.NOW);
  }

  private String encrypt(String event, String appId) {
    return writer.encrypt(
        event.getBytes(StandardCharsets.UTF_8),
        new Keys(appId, TestPlatform.TOKEN, TestPlatform.AES_KEY));
  }

  /** All that a sender sees of an answer. */
  private static String seen(HttpResponse<String> answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("date");
    return answer.statusCode() + " " + headers + " " + answer.body();
  }

  /** The largest distance between the two empirical distributions. */
  private static double distance(List<Long> one, List<Long> other) {
    long[] a = one.stream().mapToLong(Long::longValue).sorted().toArray();
    long[] b = other.stream().mapToLong(Long::longValue).sorted().toArray();
    double largest = 0;
    for (long[] sample : new long[][] {a, b}) {
      for (long at : sample) {
        largest = Math.max(largest, Math.abs(share(a, at) - share(b, at)));
      }
    }
    return largest;
  }

  /** Of the values up to {@code at}. */
  private static double share(long[] sorted, long at) {
    return (double) Arrays.stream(sorted).takeWhile(value -> value <= at).count() / sorted.length;
  }

  private static double critical(int n, int m) {
    return Math.sqrt(-Math.log(FALSE_ALARM / 2) / 2)
        * Math.sqrt((double) (n + m) / ((double) n * m));
  }
}
