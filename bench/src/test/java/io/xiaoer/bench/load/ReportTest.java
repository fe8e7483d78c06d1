package io.xiaoer.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Machine MACHINE = new Machine("a CPU", 2, 4_096, "Linux", "a JDK", 0.1);

  @Test
  void comparesWithinARoundSoThatASlowMinuteCountsForBoth() {
    List<Result.Round> rounds = new ArrayList<>();
    for (int round = 1; round <= 3; round++) {
      double slowness = round == 2 ? 10 : 1;
      rounds.add(round("xiaoer", round, 6_000 / slowness, 30 * slowness));
      rounds.add(round("constant", round, 10_000 / slowness, 15 * slowness));
    }
    String report =
        Report.pushes(
            new Result.Pushes(Instant.parse("2026-11-23T08:00:00Z"), MACHINE, "-Xmx1g", 5, rounds));
    assertThat(report)
        .contains("xiaoer / constant at 64 connections: **0.60** (at least 0.5: reached)")
        .contains("by CPU per push 0.50")
        .contains("6,000 (600–6,000)");
  }

  @Test
  void replacesOnlyTheSectionItWasAskedFor() {
    String page =
        """
        a
        <!-- figures: one -->
        old
        <!-- end of figures -->
        b
        <!-- figures: two -->
        kept
        <!-- end of figures -->
        """;
    assertThat(Report.between(page, "one", "new"))
        .contains("-->\nnew\n<!--", "kept")
        .doesNotContain("old");
  }

  private static Result.Round round(String name, int round, double perSecond, double cpu) {
    return new Result.Round(
        name,
        64,
        round,
        1_000,
        perSecond,
        1,
        2,
        3,
        4,
        cpu,
        new TreeMap<>(),
        5,
        200,
        null,
        new TreeMap<>());
  }
}
