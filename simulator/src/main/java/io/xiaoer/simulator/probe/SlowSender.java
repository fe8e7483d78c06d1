package io.xiaoer.simulator.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Somebody who sends one byte a second. Each connection that waits for them is one that the
 * platform does not get, and it takes nothing to open some thousand.
 */
final class SlowSender {
  static final String ID = "slow-sender-cut-off";
  private static final Duration BETWEEN_BYTES = Duration.ofSeconds(1);

  private SlowSender() {}

  static Check check() {
    return new Check(
        ID,
        "A sender of one byte a second is cut off within 15 s",
        Source.inferred(Source.MESSAGES),
        SlowSender::cutOff);
  }

  private static Finding cutOff(Session session) throws InterruptedException {
    if (session.silent()) {
      return Finding.skip(Session.NOT_ASKED);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> head = () -> isCutOff(session, false);
      Callable<Boolean> body = () -> isCutOff(session, true);
      List<Future<Boolean>> ended = threads.invokeAll(List.of(head, body));
      boolean headEnded = ended.getFirst().get();
      boolean bodyEnded = ended.getLast().get();
      if (headEnded && bodyEnded) {
        return Refusal.meaningful(session, "a slow head and a slow body were both cut off");
      }
      return Finding.fail(
          (headEnded ? "a slow body" : bodyEnded ? "a slow head" : "a slow head and a slow body")
              + " kept the connection for "
              + Session.seconds(HugeBody.PATIENCE)
              + ": some thousand such connections and the platform gets none; give the whole"
              + " request a deadline (5 s), in the server or in the proxy before it");
    } catch (ExecutionException e) {
      return Finding.skip("no connection: " + session.safe(String.valueOf(e.getCause())));
    }
  }

  /** Whether an answer or an end came before patience ran out. */
  private static boolean isCutOff(Session session, boolean inBody) throws IOException {
    try (RawLine line = new RawLine(session.target)) {
      String head = line.head("signature=0&timestamp=1764400000&nonce=1", line.host(), 1_000);
      int rest = head.indexOf("User-Agent");
      line.write(inBody ? head + "{\"Encrypt\":\"" : head.substring(0, rest) + "X-Slow: ");
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < HugeBody.PATIENCE.toNanos()) {
        if (line.status(BETWEEN_BYTES) >= 0) {
          return true;
        }
        try {
          line.write("x");
        } catch (IOException closed) {
          return true;
        }
      }
      return false;
    }
  }
}
