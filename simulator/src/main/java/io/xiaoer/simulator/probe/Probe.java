package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Asks all questions of a push URL, one after another. */
final class Probe {
  static final Duration PLATFORM_PATIENCE = Duration.ofSeconds(5);

  /** Told of every check as it ends. */
  interface Progress {
    void ended(int number, int of, CheckResult result);
  }

  private final Target target;
  private final InstantSource clock;
  private final Duration patience;
  private final boolean quick;
  private final List<Check> api;
  private final Check recovery;
  private final SplittableRandom random;
  private final String openId;

  /**
   * @param quick leaves out what takes seconds or many megabytes
   * @param api what is asked of the platform itself
   * @param recovery the last check: asked, or not
   */
  Probe(
      Target target,
      InstantSource clock,
      Duration patience,
      boolean quick,
      List<Check> api,
      Check recovery,
      long seed) {
    this.quick = quick;
    this.api = List.copyOf(api);
    this.recovery = recovery;
    this.patience = patience;
    this.target = target;
    this.clock = clock;
    this.random = new SplittableRandom(seed);
    this.openId = "oXiaoerProbe_" + String.format(Locale.ROOT, "%015x", random.nextLong() >>> 4);
  }

  /** The made-up customer all messages come from. */
  String openId() {
    return openId;
  }

  /** How many messages a right server stores. */
  static int messagesStored() {
    int unknownKindControlCharactersAndDuplicate = 3;
    int afterHugeBodyAndForeignHost = 2;
    return TestMessages.KINDS.size()
        + unknownKindControlCharactersAndDuplicate
        + afterHugeBodyAndForeignHost
        + Load.SEQUENTIAL
        + Load.AT_ONCE
        + Load.ON_ONE_CONNECTION;
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.addAll(Reach.checks());
    checks.addAll(UrlCheck.checks());
    checks.addAll(Acknowledgement.checks());
    checks.addAll(Refusal.checks());
    checks.addAll(ForeignHost.checks());
    checks.addAll(Load.checks());
    checks.add(quick ? notAsked(HugeBody.check()) : HugeBody.check());
    checks.add(quick ? notAsked(SlowSender.check()) : SlowSender.check());
    checks.addAll(api);
    checks.add(recovery);
    return List.copyOf(checks);
  }

  private static Check notAsked(Check check) {
    return new Check(
        check.id(), check.title(), check.source(), _ -> Finding.skip("not asked: --quick"));
  }

  Result run(Progress progress) throws InterruptedException {
    List<CheckResult> results = new ArrayList<>();
    List<Check> checks = checks();
    try (Line line = new Line(target.url(), patience)) {
      Session session =
          new Session(
              target,
              line,
              new EnvelopeWriter(Chance.from(random)),
              new TestMessages(target.userName(), openId, clock),
              clock);
      for (Check check : checks) {
        CheckResult result = new CheckResult(check, check.question().ask(session));
        results.add(result);
        progress.ended(results.size(), checks.size(), result);
        line.hangUp(); // A connection that one check broke must not count against the next.
      }
    }
    return new Result(target.shown(), openId, clock.instant(), Naive.judge(results));
  }
}
