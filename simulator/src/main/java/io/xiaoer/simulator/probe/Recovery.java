package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.envelope.PushRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Whether a message pushed during an outage arrives afterwards. Somebody has to make the outage.
 */
final class Recovery {
  private static final String ID = "retry-recovery";
  private static final String TITLE =
      "A message pushed during an outage is acknowledged once the server is back";
  private static final Source SOURCE = Source.stated(Source.ENCRYPTION);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration STOPPED_WITHIN = Duration.ofMinutes(2);
  private static final Duration BACK_WITHIN = Duration.ofMinutes(5);
  // The first four pushes come at 0 s, 0 s, 0 s and 10 s, the fifth a minute later.
  private static final Duration BACK_COMFORTABLE = Duration.ofMinutes(1);

  private Recovery() {}

  static Check notAsked() {
    return new Check(
        ID,
        TITLE,
        SOURCE,
        session -> Finding.skip("needs an outage: run again with --outage and restart the server"));
  }

  /**
   * @param tell told when to stop the server, and when to start it
   */
  static Check duringAnOutage(Consumer<String> tell) {
    return new Check(ID, TITLE, SOURCE, session -> ask(session, tell));
  }

  private static Finding ask(Session session, Consumer<String> tell) throws InterruptedException {
    if (!session.acknowledgedOnce()) {
      return Finding.skip("says nothing, no rightful push was acknowledged before");
    }
    tell.accept("stop the server now (within " + STOPPED_WITHIN.toMinutes() + " minutes)");
    long begin = System.nanoTime();
    while (UrlCheck.passes(session)) {
      if (since(begin).compareTo(STOPPED_WITHIN) > 0) {
        return Finding.skip("the server was not stopped");
      }
      Thread.sleep(PAUSE);
    }
    PushRequest push = session.rightly(session.messages.text("Xiaoer probe: during an outage"));
    Answer during = session.line.push(push);
    if (during.mayAcknowledge()) {
      return Finding.fail(
          "acknowledged while the server was down ("
              + session.words(during)
              + "): whatever stands before it must answer 502 or 503, never 200");
    }
    long down = System.nanoTime();
    tell.accept(
        "the message was not acknowledged; start the server again (within "
            + BACK_WITHIN.toMinutes()
            + " minutes)");
    while (since(down).compareTo(BACK_WITHIN) <= 0) {
      session.line.hangUp();
      if (session.line.push(push).acknowledges()) {
        return back(since(down));
      }
      Thread.sleep(PAUSE);
    }
    return Finding.fail(
        "not acknowledged within "
            + BACK_WITHIN.toMinutes()
            + " minutes: the same push must be accepted when it comes again, however old its"
            + " timestamp");
  }

  private static Finding back(Duration took) {
    String seen =
        String.format(Locale.ROOT, "acknowledged %.1f s into the outage", took.toMillis() / 1e3);
    return took.compareTo(BACK_COMFORTABLE) <= 0
        ? Finding.pass(seen)
        : Finding.warn(seen + ": nothing is lost, but restarts should take less than a minute");
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
