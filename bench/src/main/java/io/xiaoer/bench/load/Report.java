package io.xiaoer.bench.load;

import io.xiaoer.bench.load.BarChart.Bar;
import io.xiaoer.bench.load.BarChart.Scale;
import io.xiaoer.bench.load.Result.Round;
import io.xiaoer.bench.load.Result.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The figures as tables and plots. A figure is the median of its rounds; a ratio is the median of
 * the ratios within each round, since what disturbs a round disturbs both sides of it.
 */
final class Report {
  private static final String IMAGES = "images/performance";

  private Report() {}

  /** Writes what the work folder has newest into the page, between its marks, and the plots. */
  static void publish(Path work) throws IOException {
    Path docs = Common.project().resolve("docs");
    Path page = docs.resolve("performance.md");
    Path images = Files.createDirectories(docs.resolve(IMAGES));
    Map<String, String> sections = new LinkedHashMap<>();
    for (Result result : Result.newest(work)) {
      StringBuilder section = new StringBuilder(of(result));
      for (Map.Entry<String, BarChart> plot : plots(result).entrySet()) {
        section.append(image(plot.getKey()));
        Files.writeString(images.resolve(plot.getKey() + ".svg"), plot.getValue().svg());
      }
      sections.put(Result.name(result.getClass()), section.toString());
    }
    String text = Files.readString(page);
    for (Map.Entry<String, String> section : sections.entrySet()) {
      text = between(text, section.getKey(), section.getValue());
    }
    Files.writeString(page, text);
    System.err.println("load: wrote " + sections.keySet() + " into " + page);
  }

  static String of(Result result) {
    return switch (result) {
      case Result.Pushes pushes -> pushes(pushes);
      case Result.FullLog full -> fullLog(full);
      case Result.Live live -> live(live);
      case Result.Send send -> send(send);
      case Result.Patterns patterns -> patterns(patterns);
      case Result.Search search -> search(search);
      case Result.Assign assign -> assign(assign);
      case Result.StartUp startUp -> startUp(startUp);
    };
  }

  /** By the names of their files. */
  private static Map<String, BarChart> plots(Result result) {
    return switch (result) {
      case Result.Pushes pushes ->
          new TreeMap<>(
              Map.of(
                  "pushes", pushesPlot(pushes.rounds()), "pushes-p99", p99Plot(pushes.rounds())));
      case Result.FullLog full -> Map.of("full-log", pushesPlot(full.rounds()));
      case Result.Live live -> Map.of("live", livePlot(live));
      case Result.StartUp startUp -> Map.of("start-up", startUpPlot(startUp.starts()));
      case Result.Send _, Result.Patterns _, Result.Search _, Result.Assign _ -> Map.of();
    };
  }

  /** Replaces what stands between a section's marks. */
  static String between(String page, String section, String content) {
    String begin = "<!-- figures: " + section + " -->";
    String end = "<!-- end of figures -->";
    int from = page.indexOf(begin);
    int to = from < 0 ? -1 : page.indexOf(end, from);
    if (to < 0) {
      throw new IllegalStateException(
          "docs/performance.md has no place for the figures of " + section + ": " + begin);
    }
    return page.substring(0, from + begin.length())
        + "\n"
        + content.strip()
        + "\n"
        + page.substring(to);
  }

  static String pushes(Result.Pushes result) {
    return heading(result)
        + "; turns of %d s, `%s`.\n\n".formatted(result.secondsPerRound(), result.jvmOptions())
        + roundsTable(result.rounds())
        + ratios(result.rounds());
  }

  static String fullLog(Result.FullLog result) {
    List<Integer> connections = connections(result.rounds());
    StringBuilder text = new StringBuilder();
    text.append(heading(result))
        .append(
            "; %,d entries, %,d MiB, turns of %d s, `%s`.\n\n"
                .formatted(
                    result.rows(), result.fileMib(), result.secondsPerRound(), result.jvmOptions()))
        .append(roundsTable(result.rounds()))
        .append('\n');
    for (int count : connections) {
      text.append(
          ratioLine(
              result.rounds(),
              "full log",
              "empty log",
              count,
              "at least 0.9",
              ratio -> ratio >= 0.9));
    }
    return text
        + "\nStarts on the full log, each but the first after a kill -9 (goal: 5 s):\n\n"
        + startsTable(result.starts());
  }

  static String live(Result.Live result) {
    return heading(result)
        + """
        ; %,d pushes per second for %d s, one agent, `%s`.

        | | p50 | p90 | p99 | p99.9 | max |
        |---|---|---|---|---|---|
        | push sent to seen by the agent | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.1f ms |
        | push sent to answered | %.1f ms | | %.1f ms | | |

        %,d of %,d pushes were seen. The server used %.1f µs of CPU per push, all readers and the live connection included, and %d MiB. The generator sent its pushes at most %.1f ms late.
        """
            .formatted(
                result.perSecond(),
                result.seconds(),
                result.jvmOptions(),
                millis(result.p50Micros()),
                millis(result.p90Micros()),
                millis(result.p99Micros()),
                millis(result.p999Micros()),
                millis(result.maxMicros()),
                millis(result.answerP50Micros()),
                millis(result.answerP99Micros()),
                result.seen(),
                result.pushes(),
                result.serverCpuMicrosPerPush(),
                result.rssMib(),
                millis(result.generatorLateMicrosMax()));
  }

  static String send(Result.Send result) {
    return heading(result)
        + """
        ; %,d answers to %,d customers, %d handed in at the same time, `%s`.

        | | p50 | p99 | max |
        |---|---|---|---|
        | answer handed in to 202 | %.1f ms | %.1f ms | |
        | answer handed in to seen accepted by the agent | %.1f ms | %.1f ms | %.1f ms |
        | push sent to answered meanwhile, %,d per second | %.1f ms | %.1f ms | |

        **%,.0f answers a second**; %,d of %,d were accepted, and %,d of %,d customers have theirs once and in order. The server used %.0f µs of CPU per answer, the pushes included, and %d MiB.
        """
            .formatted(
                result.answers(),
                result.customers(),
                result.agents(),
                result.jvmOptions(),
                millis(result.handedInP50Micros()),
                millis(result.handedInP99Micros()),
                millis(result.acceptedP50Micros()),
                millis(result.acceptedP99Micros()),
                millis(result.acceptedMaxMicros()),
                result.pushesPerSecond(),
                millis(result.pushP50Micros()),
                millis(result.pushP99Micros()),
                result.perSecond(),
                result.accepted(),
                result.answers(),
                result.customersInOrder(),
                result.customers(),
                result.serverCpuMicrosPerAnswer(),
                result.rssMib());
  }

  static String patterns(Result.Patterns result) {
    StringBuilder text = new StringBuilder(heading(result));
    text.append(
        """
        ; `%s`.

        %d patterns are taken and %d refused; each of those in %d texts of 2,048 characters, the fastest of %d times.

        | | p50 | p99 | longest | over %.0f ms |
        |---|---|---|---|---|
        | request with a pattern | %.1f ms | %.1f ms | %.1f ms | %d of %,d |
        | request with a word | %.1f ms | | | |

        The longest:

        """
            .formatted(
                result.jvmOptions(),
                result.patterns(),
                result.refused(),
                result.texts(),
                result.rounds(),
                millis(result.limitMicros()),
                millis(result.p50Micros()),
                millis(result.p99Micros()),
                millis(result.maxMicros()),
                result.overLimit(),
                (long) result.patterns() * result.texts(),
                millis(result.plainP50Micros())));
    for (Result.Pair pair : result.worst()) {
      text.append(
          "- %.1f ms: `` %s `` in `%s…`%n"
              .formatted(millis(pair.micros()), shortened(pair.pattern()), pair.text()));
    }
    return text.toString();
  }

  private static String shortened(String pattern) {
    return pattern.length() <= 50 ? pattern : pattern.substring(0, 49) + "…";
  }

  static String search(Result.Search result) {
    StringBuilder text = new StringBuilder(heading(result));
    text.append(
        "; %,d messages of %,d customers in %d shops, %d questions of each kind, `%s`.\n"
            .formatted(
                result.messages(),
                Talk.CUSTOMERS,
                Talk.SHOPS,
                result.asked(),
                result.jvmOptions()));
    for (Result.Searched engine : result.engines()) {
      text.append(
          "\n**%s**: %,d MiB, of which the index %,d."
              .formatted(engine.engine(), engine.deskMib(), engine.indexMib()));
      Double seconds = engine.indexSeconds();
      if (seconds != null) {
        text.append(
            " The server had put all into it in %,.0f s (%,.0f messages a second)."
                .formatted(seconds, result.messages() / seconds));
      }
      text.append("\n\n| looked for | hits on the page | p50 | p99 | max | 300 ms |\n");
      text.append("|---|---|---|---|---|---|\n");
      for (Result.Asked kind : engine.kinds()) {
        text.append(
            "| %s | %d | %.1f ms | %.1f ms | %.1f ms | %s |\n"
                .formatted(
                    kind.kind(),
                    kind.hitsP50(),
                    millis(kind.p50Micros()),
                    millis(kind.p99Micros()),
                    millis(kind.maxMicros()),
                    kind.p99Micros() < 300_000 ? "kept" : "**not kept**"));
      }
    }
    return text.toString();
  }

  static String assign(Result.Assign result) {
    return heading(result)
        + """
        ; %d agents with live connections, %d shops, `%s`.

        | | p50 | p99 | max | limit |
        |---|---|---|---|---|
        | push sent to assigned and on the agent's connection, %d a second for %d s | %.0f ms | %.0f ms | %.0f ms | p99 300 ms |
        | reading and planning, over a queue of %,d; in place of p50 the mean | %.0f ms | | %.0f ms | 50 ms |
        | carrying out a plan | | | %.0f ms | 500 ms |
        | push sent to answered, %,d a second, nothing to assign | | %.1f ms | | |
        | the same while all that is assigned | | %.1f ms | | |

        Pushes beside plans took %.2f times as long (p99). Resident memory minute by minute, customers coming and closed: %s MiB.
        """
            .formatted(
                result.agents(),
                result.shops(),
                result.jvmOptions(),
                result.perSecond(),
                result.seconds(),
                millis(result.seenP50Micros()),
                millis(result.seenP99Micros()),
                millis(result.seenMaxMicros()),
                result.waiting(),
                result.planMillisMean(),
                result.planMillisMax(),
                result.applyMillisMax(),
                result.besidePerSecond(),
                millis(result.manualP99Micros()),
                millis(result.planningP99Micros()),
                (double) result.planningP99Micros() / Math.max(1, result.manualP99Micros()),
                result.rssMib().stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  static String startUp(Result.StartUp result) {
    return heading(result)
        + ", `%s`.\n\n".formatted(result.jvmOptions())
        + startsTable(result.starts());
  }

  private static String heading(Result result) {
    return heading(result.at(), result.machine());
  }

  static String heading(Instant at, Machine machine) {
    return "%tF, %d cores of %s, %,d MiB, %s, %s, load %.2f before"
        .formatted(
            at.atZone(ZoneOffset.UTC),
            machine.cores(),
            machine.cpu(),
            machine.memoryMib(),
            machine.kernel(),
            machine.jdk(),
            machine.loadBefore());
  }

  static String roundsTable(List<Round> rounds) {
    StringBuilder table =
        new StringBuilder(
            """
            | | connections | pushes/s | p50 | p99 | p99.9 | CPU per push | generator | memory |
            |---|---|---|---|---|---|---|---|---|
            """);
    byContestant(rounds)
        .forEach((key, own) ->
            table.append(
                "| %s | %d | %,.0f (%,.0f–%,.0f) | %.1f ms | %.1f ms | %.1f ms | %.1f µs | %.1f µs | %.0f MiB |%n"
                    .formatted(
                        key.contestant,
                        key.connections,
                        median(own, Round::perSecond),
                        own.stream().mapToDouble(Round::perSecond).min().orElse(0),
                        own.stream().mapToDouble(Round::perSecond).max().orElse(0),
                        median(own, Round::p50Micros) / 1e3,
                        median(own, Round::p99Micros) / 1e3,
                        median(own, Round::p999Micros) / 1e3,
                        median(own, Round::serverCpuMicrosPerPush),
                        median(own, Round::generatorCpuMicrosPerPush),
                        median(own, Round::rssMib))));
    rounds.stream()
        .filter(round -> !round.refused().isEmpty())
        .forEach(round ->
            table.append(
                "%nNot all were accepted: %s, %d connections, round %d: %s%n"
                    .formatted(
                        round.contestant(), round.connections(), round.round(), round.refused())));
    return table.toString();
  }

  private static String ratios(List<Round> rounds) {
    StringBuilder text = new StringBuilder("\n");
    for (int count : connections(rounds)) {
      text.append(
          ratioLine(rounds, "xiaoer", "constant", count, "at least 0.5", ratio -> ratio >= 0.5));
      text.append(
          ratioLine(rounds, "xiaoer", "mvc-wxjava", count, "at least 0.8", ratio -> ratio >= 0.8));
      text.append(
          ratioLine(
              rounds, "xiaoer", "mvc-wxjava-insert", count, "at least 4", ratio -> ratio >= 4));
      text.append(
          ratioLine(
              rounds,
              "xiaoer-postgresql",
              "mvc-wxjava-insert-postgresql",
              count,
              "at least 4",
              ratio -> ratio >= 4));
    }
    rounds.stream()
        .filter(round -> round.readerLag() != null)
        .reduce((_, last) -> last)
        .ifPresent(last ->
            text.append(
                "%nWhile pushes come at full speed the reader that fills the desk falls behind: by %,d entries after the last round of %s. It takes its share of the CPU all the time.%n"
                    .formatted(last.readerLag(), last.contestant())));
    return text.toString();
  }

  @FunctionalInterface
  private interface Goal {
    boolean reached(double ratio);
  }

  private static String ratioLine(
      List<Round> rounds, String one, String other, int connections, String goal, Goal reached) {
    double[] rates = paired(rounds, one, other, connections, Round::perSecond);
    double[] cpu = paired(rounds, other, one, connections, Round::serverCpuMicrosPerPush);
    if (rates.length == 0) {
      return "";
    }
    double ratio = median(rates);
    return "- %s / %s at %d connections: **%.2f** (%s: %s); by CPU per push %.2f%n"
        .formatted(
            one,
            other,
            connections,
            ratio,
            goal,
            reached.reached(ratio) ? "reached" : "not reached",
            median(cpu));
  }

  static double[] figures(List<Round> rounds, String contestant, ToDoubleFunction<Round> figure) {
    return rounds.stream()
        .filter(round -> round.contestant().equals(contestant))
        .mapToDouble(figure)
        .toArray();
  }

  static double[] paired(
      List<Round> rounds,
      String one,
      String other,
      int connections,
      ToDoubleFunction<Round> figure) {
    return rounds.stream()
        .filter(round -> round.contestant().equals(one) && round.connections() == connections)
        .flatMap(ours ->
            rounds.stream()
                .filter(theirs ->
                    theirs.contestant().equals(other)
                        && theirs.connections() == connections
                        && theirs.round() == ours.round())
                .map(theirs -> figure.applyAsDouble(ours) / figure.applyAsDouble(theirs)))
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static String startsTable(List<Start> starts) {
    StringBuilder table =
        new StringBuilder(
            """
            | | starts | ready after | slowest | CPU until ready | memory |
            |---|---|---|---|---|---|
            """);
    byShape(starts)
        .forEach((shape, own) ->
            table.append(
                "| %s | %d | %,.0f ms | %,d ms | %,.0f ms | %.0f MiB |%n"
                    .formatted(
                        shape,
                        own.size(),
                        median(own, Start::readyMillis),
                        own.stream().mapToLong(Start::readyMillis).max().orElse(0),
                        median(own, Start::cpuMillis),
                        median(own, Start::rssMib))));
    return table.toString();
  }

  private static BarChart pushesPlot(List<Round> rounds) {
    return plot(rounds, "Pushes per second", "/s", Scale.LINEAR, Round::perSecond);
  }

  private static BarChart p99Plot(List<Round> rounds) {
    return plot(
        rounds,
        "99 of 100 pushes are answered within (logarithmic)",
        "ms",
        Scale.LOGARITHMIC,
        round -> millis(round.p99Micros()));
  }

  private static BarChart plot(
      List<Round> rounds, String title, String unit, Scale scale, ToDoubleFunction<Round> figure) {
    List<Bar> bars = new ArrayList<>();
    byContestant(rounds)
        .forEach((key, own) ->
            bars.add(
                new Bar(
                    key.contestant + ", " + key.connections,
                    key.contestant.startsWith("xiaoer") || key.contestant.startsWith("full"),
                    median(own, figure),
                    own.stream().mapToDouble(figure).min().orElse(0),
                    own.stream().mapToDouble(figure).max().orElse(0))));
    return new BarChart(title + ", by connections", unit, scale, bars);
  }

  private static BarChart livePlot(Result.Live result) {
    return new BarChart(
        "From a push to the agent's browser at %,d/s".formatted(result.perSecond()),
        "ms",
        Scale.LINEAR,
        List.of(
            bar("p50", result.p50Micros()),
            bar("p90", result.p90Micros()),
            bar("p99", result.p99Micros()),
            bar("p99.9", result.p999Micros())));
  }

  private static Bar bar(String label, long micros) {
    return new Bar(label, true, millis(micros), millis(micros), millis(micros));
  }

  private static BarChart startUpPlot(List<Start> starts) {
    List<Bar> bars = new ArrayList<>();
    byShape(starts)
        .forEach((shape, own) ->
            bars.add(
                new Bar(
                    shape,
                    shape.equals("jar"),
                    median(own, Start::readyMillis),
                    own.stream().mapToLong(Start::readyMillis).min().orElse(0),
                    own.stream().mapToLong(Start::readyMillis).max().orElse(0))));
    return new BarChart("Ready after", "ms", Scale.LINEAR, bars);
  }

  private record Key(String contestant, int connections) {}

  private static Map<Key, List<Round>> byContestant(List<Round> rounds) {
    return rounds.stream()
        .collect(
            Collectors.groupingBy(
                round -> new Key(round.contestant(), round.connections()),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private static Map<String, List<Start>> byShape(List<Start> starts) {
    return starts.stream()
        .collect(Collectors.groupingBy(Start::shape, LinkedHashMap::new, Collectors.toList()));
  }

  private static List<Integer> connections(List<Round> rounds) {
    return rounds.stream().map(Round::connections).distinct().toList();
  }

  private static <T> double median(List<T> seen, ToDoubleFunction<T> figure) {
    return median(seen.stream().mapToDouble(figure).toArray());
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double millis(long micros) {
    return micros / 1e3;
  }

  private static String image(String name) {
    return "\n![%s](%s/%s.svg)\n".formatted(name.replace('-', ' '), IMAGES, name);
  }
}
