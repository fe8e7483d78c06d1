package io.xiaoer.e2e.attack;

import io.xiaoer.e2e.Pace;
import io.xiaoer.e2e.ServerImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The long form of the attacks, as a program; see docs/security.md. */
@Command(
    name = "attack",
    description =
        "Attacks a server of its own on this machine, one way after the other, and tells what"
            + " pushes felt of it. Exit code 0: none failed, and the slowest in a hundred within"
            + " the limit; 1: otherwise.",
    mixinStandardHelpOptions = true)
final class AttackCommand implements Callable<Integer> {
  private static final double P99_MILLIS_MAX = 500;
  private static final double RESIDENT_GROWTH_MAX = 1.10;

  @Option(
      names = "--rate",
      description = "pushes a second (${DEFAULT-VALUE})",
      defaultValue = "100")
  private int rate;

  @Option(
      names = "--seconds",
      description = "each attack lasts (${DEFAULT-VALUE})",
      defaultValue = "20")
  private int seconds;

  @Option(
      names = "--rest",
      description =
          "seconds after each attack of the last round until the memory is looked at"
              + " (${DEFAULT-VALUE})",
      defaultValue = "60")
  private int rest;

  @Option(
      names = "--rounds",
      description =
          "of all attacks; the last looks at the memory too, which may grow in those before it,"
              + " until the heap has once been used (${DEFAULT-VALUE})",
      defaultValue = "2")
  private int rounds;

  @Option(names = "--many", description = "at most so many at a time (as many as each attack has)")
  private int many = Integer.MAX_VALUE;

  @Option(
      names = "--server",
      description =
          "a command that runs the server, as \"podman run …\"; it is given --config and a file in the"
              + " folder for temporary files (the jar that was built). The memory is then that of the"
              + " command",
      split = " ")
  private List<String> server = List.of();

  @Option(names = "--only", description = "these attacks: ${COMPLETION-CANDIDATES}", arity = "1..*")
  private List<Attack> only = List.of(Attack.values());

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new AttackCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("xiaoer-attack");
    List<String> broken = new ArrayList<>();
    try (Siege siege = new Siege(folder, image(folder), rate)) {
      Duration time = Duration.ofSeconds(seconds);
      siege.calm(time); // the JVM learns
      for (int round = 1; round <= rounds; round++) {
        System.out.println("round " + round);
        print(
            "attack", "pushes", "failed", "p50 ms", "p99 ms", "calm p99", "max ms", "MiB", "then");
        for (Attack attack : only) {
          broken.addAll(attacked(siege, attack, time, round));
          if (!siege.server().isAlive()) {
            broken.add(attack.words() + ": the server ended");
            break;
          }
        }
      }
    }
    broken.forEach(line -> System.out.println("! " + line));
    System.out.println(broken.isEmpty() ? "held" : "not held; logs in " + folder);
    return broken.isEmpty() ? 0 : 1;
  }

  private ServerImage image(Path folder) {
    return server.isEmpty() ? ServerImage.quick(folder.resolve("image")) : ServerImage.by(server);
  }

  /** What did not hold. */
  private List<String> attacked(Siege siege, Attack attack, Duration time, int round)
      throws IOException {
    SteadyPushes.Outcome calm = siege.calm(time);
    long before = siege.residentMib();
    SteadyPushes.Outcome under = siege.under(attack, Math.min(attack.many, many), time);
    boolean last = round == rounds;
    Pace.pause(Duration.ofSeconds(last ? rest : 1).toMillis());
    long after = siege.residentMib();
    print(
        attack.words() + " × " + Math.min(attack.many, many),
        String.valueOf(under.sent()),
        String.valueOf(under.failures()),
        millis(under.p50()),
        millis(under.p99()),
        millis(calm.p99()),
        millis(under.max()),
        String.valueOf(before),
        String.valueOf(after));
    List<String> broken = new ArrayList<>();
    if (under.failures() > 0) {
      broken.add(attack.words() + ": " + SteadyPushes.words(under.failed()));
    }
    if (under.p99() > P99_MILLIS_MAX) {
      broken.add(attack.words() + ": p99 " + millis(under.p99()) + " ms");
    }
    if (last && rounds > 1 && after > before * RESIDENT_GROWTH_MAX) {
      broken.add(attack.words() + ": from " + before + " to " + after + " MiB");
    }
    return broken;
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static void print(String... cells) {
    System.out.printf(Locale.ROOT, "%-28s %7s %7s %8s %8s %9s %8s %6s %6s%n", (Object[]) cells);
  }
}
