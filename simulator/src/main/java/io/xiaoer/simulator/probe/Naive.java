package io.xiaoer.simulator.probe;

import java.util.List;

/**
 * What the findings are worth when the URL acknowledges forgeries. A receiver that does not verify
 * signatures fails nearly every check of what must be refused, and passes nearly every check of
 * what must be acknowledged, for this one reason. Ten faults and fifteen successes would hide it.
 */
final class Naive {
  static final String CAUSE = "forged-signature-refused";

  private Naive() {}

  static List<CheckResult> judge(List<CheckResult> results) {
    boolean naive =
        results.stream()
            .anyMatch(each -> each.check().id().equals(CAUSE) && each.outcome() == Outcome.FAIL);
    return naive ? results.stream().map(Naive::judge).toList() : results;
  }

  private static CheckResult judge(CheckResult result) {
    String id = result.check().id();
    if (id.equals(CAUSE)) {
      return result;
    }
    Finding finding = result.finding();
    boolean refusal = Refusal.IDS.contains(id);
    boolean acknowledgement = id.endsWith("-acknowledged") || id.equals("concurrency-50");
    Outcome outcome = finding.outcome();
    if (id.equals(ExternalEntity.ID)) {
      return outcome == Outcome.FAIL && !ExternalEntity.wasFetched(finding)
          ? because(
              result,
              outcome,
              "follows from " + CAUSE + ": acknowledged as any body is; nothing was fetched")
          : result;
    }
    if (refusal && (outcome == Outcome.FAIL || outcome == Outcome.WARN)) {
      return because(result, outcome, "follows from " + CAUSE + ": " + seen(finding));
    }
    if (outcome == Outcome.PASS && (acknowledgement || id.equals("latency"))) {
      return because(
          result,
          Outcome.SKIP,
          "not conclusive, a URL that acknowledges forgeries acknowledges anything: "
              + finding.detail());
    }
    return result;
  }

  /** Without the advice, which is for a receiver that verifies. */
  private static String seen(Finding finding) {
    return finding.detail().replaceFirst(": [^:]*$", "");
  }

  private static CheckResult because(CheckResult result, Outcome outcome, String detail) {
    return new CheckResult(result.check(), new Finding(outcome, detail, CAUSE));
  }
}
