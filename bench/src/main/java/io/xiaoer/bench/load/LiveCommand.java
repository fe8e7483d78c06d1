package io.xiaoer.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code load live}. */
@Command(
    name = "live",
    mixinStandardHelpOptions = true,
    description = "From the moment a push is sent to the moment an agent's browser has it.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class LiveCommand implements Callable<Integer> {
  private static final Duration LAST_SEEN_MAX = Duration.ofSeconds(20);

  @Mixin private Common common = new Common();

  @Option(
      names = "--per-second",
      paramLabel = "N",
      description = "pushes per second (${DEFAULT-VALUE})")
  private int perSecond = 1_000;

  @Option(names = "--seconds", paramLabel = "N", description = "how long (${DEFAULT-VALUE})")
  private int seconds = 30;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "before, at the same pace; does not count (${DEFAULT-VALUE})")
  private int warmUp = 20;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "keep-alive connections (${DEFAULT-VALUE})")
  private int connections = 64;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Machine machine = Machine.here();
    int warmUpPushes = perSecond * warmUp;
    int counted = perSecond * seconds;
    int all = warmUpPushes + counted;
    try (PushFile file = PushFile.open(common.work(), all);
        ServerProcess server = common.start(common.fresh("live", ""));
        Browsers browsers = new Browsers();
        Generator generator = new Generator(server.port(), connections, file.pushes(false))) {
      Sightings watch = new Sightings(all);
      int port = server.port();
      browsers.open(
          port,
          Installation.logIn(port),
          watch,
          (changes, at) -> {
            // A message may be told again when it changes; its first sight counts.
            for (JsonNode message : changes.path("messages")) {
              watch.saw(
                  Long.parseLong(message.path("msg_id").asString("0")) - PushFile.FIRST_MSG_ID, at);
            }
          });
      if (warmUp > 0) {
        generator.paced(
            perSecond, Duration.ofSeconds(warmUp), number -> watch.sending((int) number));
        watch.await(warmUpPushes, LAST_SEEN_MAX);
      }
      Duration cpuBefore = server.cpu();
      Burst burst =
          generator.paced(
              perSecond,
              Duration.ofSeconds(seconds),
              number -> watch.sending(warmUpPushes + (int) number));
      watch.await(all, LAST_SEEN_MAX);
      Duration cpu = server.cpu().minus(cpuBefore);
      Histogram seen = watch.latency(warmUpPushes, all);
      Result.Live result =
          new Result.Live(
              Result.now(),
              machine,
              common.joinedJvmOptions(),
              perSecond,
              seconds,
              burst.pushes(),
              seen.getTotalCount(),
              seen.getValueAtPercentile(50),
              seen.getValueAtPercentile(90),
              seen.getValueAtPercentile(99),
              seen.getValueAtPercentile(99.9),
              seen.getMaxValue(),
              burst.latency().getValueAtPercentile(50),
              burst.latency().getValueAtPercentile(99),
              burst.latest().toNanos() / 1_000,
              Race.rounded(cpu.toNanos() / 1e3 / counted),
              server.rssMib());
      common.tell(result);
      if (result.seen() != counted || !burst.refused().isEmpty()) {
        System.err.printf(
            "load: %,d of %,d were seen; refused: %s%n", result.seen(), counted, burst.refused());
        return 1;
      }
    }
    return 0;
  }
}
