package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.envelope.PushRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How the URL bears more than one push. */
final class Load {
  static final int SEQUENTIAL = 50;
  static final int AT_ONCE = 50;
  static final int ON_ONE_CONNECTION = 4;
  // The platform waits five seconds; a fifth of it leaves room for a bad day.
  private static final Duration P99_COMFORTABLE = Duration.ofSeconds(1);

  private Load() {}

  static List<Check> checks() {
    return List.of(
        new Check(
            "latency",
            SEQUENTIAL + " pushes one after another are acknowledged in good time",
            Source.stated(Source.MESSAGES),
            Load::latency),
        new Check(
            "concurrency-50",
            AT_ONCE + " pushes at once are all acknowledged within 5 s",
            Source.inferred(Source.MESSAGES),
            Load::atOnce),
        new Check(
            "keep-alive",
            "One connection serves several pushes",
            Source.inferred(Source.PUSH_URL),
            Load::keepAlive));
  }

  private static Finding latency(Session session) throws InterruptedException {
    if (session.silent()) {
      return Finding.fail(Session.NOT_ASKED);
    }
    List<Duration> took = new ArrayList<>();
    for (int i = 1; i <= SEQUENTIAL; i++) {
      Answer answer =
          session.push(session.messages.text("Xiaoer probe: latency " + i + "/" + SEQUENTIAL));
      if (!(answer.acknowledges() && answer instanceof Answer.Came came)) {
        Finding finding = Acknowledgement.judge(session, answer);
        return new Finding(
            finding.outcome(), "push " + i + " of " + SEQUENTIAL + ": " + finding.detail());
      }
      took.add(came.took());
    }
    String seen = distribution(took);
    return quantile(took, 0.99).compareTo(P99_COMFORTABLE) <= 0
        ? Finding.pass(seen)
        : Finding.warn(
            seen
                + ": over 1 s (our own limit, of the platform's 5 s) one slow disk is enough to"
                + " lose pushes; answer before the work is done");
  }

  private static Finding atOnce(Session session) throws InterruptedException {
    if (session.silent()) {
      return Finding.fail(Session.NOT_ASKED);
    }
    List<PushRequest> pushes = new ArrayList<>();
    for (int i = 1; i <= AT_ONCE; i++) {
      pushes.add(
          session.rightly(session.messages.text("Xiaoer probe: at once " + i + "/" + AT_ONCE)));
    }
    List<Duration> took = new ArrayList<>();
    List<Answer> others = new ArrayList<>();
    for (Answer answer : session.atOnce(pushes)) {
      if (answer.acknowledges() && answer instanceof Answer.Came came) {
        took.add(came.took());
      } else {
        others.add(answer);
      }
    }
    return others.isEmpty()
        ? Finding.pass("all acknowledged, " + distribution(took))
        : Finding.fail(
            others.size()
                + " of "
                + AT_ONCE
                + " not acknowledged, the first: "
                + session.words(others.getFirst())
                + ": allow more connections or threads, and answer before the work is done");
  }

  private static Finding keepAlive(Session session) throws InterruptedException {
    if (session.silent()) {
      return Finding.fail(Session.NOT_ASKED);
    }
    Set<String> connections = new HashSet<>();
    for (int i = 1; i <= ON_ONE_CONNECTION; i++) {
      Answer answer = session.push(session.messages.text("Xiaoer probe: keep-alive " + i));
      if (!(answer.acknowledges() && answer instanceof Answer.Came came)) {
        return Acknowledgement.judge(session, answer);
      }
      connections.add(came.connection());
    }
    return connections.size() == 1
        ? Finding.pass(ON_ONE_CONNECTION + " pushes over one connection")
        : Finding.warn(
            ON_ONE_CONNECTION
                + " pushes took "
                + connections.size()
                + " connections: nothing is lost by it, but a busy hour costs more; leave"
                + " keep-alive on");
  }

  private static String distribution(List<Duration> took) {
    return "p50 "
        + Acknowledgement.millis(quantile(took, 0.5))
        + ", p99 "
        + Acknowledgement.millis(quantile(took, 0.99))
        + " of "
        + took.size();
  }

  /** The smallest duration that so large a part did not exceed. */
  static Duration quantile(List<Duration> took, double part) {
    List<Duration> sorted = took.stream().sorted().toList();
    return sorted.get(Math.max(0, (int) Math.ceil(part * sorted.size()) - 1));
  }
}
