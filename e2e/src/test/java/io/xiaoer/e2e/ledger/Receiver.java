package io.xiaoer.e2e.ledger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;

/**
 * The far end of a webhook. Of its answers 30 % go wrong at random: it says 500, or it has kept the
 * event and its answer is lost. No event meets that more than six times, so none is given up.
 */
final class Receiver implements AutoCloseable {
  private static final int WRONG_PERCENT = 30;
  private static final int WRONG_MAX = 6;
  private static final int TAKEN = 200;
  private static final int WRONG = 500;
  private static final int GONE = 410;
  private static final int NO_ANSWER = 0;

  private final HttpServer http;
  private final Random random;
  private final Arrivals arrivals;
  private final Map<String, Integer> wrong = new HashMap<>();
  private boolean losesOne;
  private boolean gone;
  private long calls;

  /** {@code losesOne}: the control, says once that it has taken what it drops. */
  Receiver(long seed, Arrivals arrivals, boolean losesOne) {
    random = new Random(seed);
    this.arrivals = arrivals;
    this.losesOne = losesOne;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::take);
    http.start();
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/";
  }

  /** From now on it says that it is gone. */
  synchronized void leave() {
    gone = true;
  }

  synchronized long calls() {
    return calls;
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    int status = answer(exchange.getRequestHeaders().getFirst("webhook-id"), body);
    if (status != NO_ANSWER) {
      exchange.sendResponseHeaders(status, -1);
    }
    exchange.close();
  }

  private synchronized int answer(String id, String body) {
    calls++;
    if (gone) {
      return GONE;
    }
    boolean goesWrong =
        wrong.getOrDefault(id, 0) < WRONG_MAX && random.nextInt(100) < WRONG_PERCENT;
    if (goesWrong) {
      wrong.merge(id, 1, Integer::sum);
      if (random.nextBoolean()) {
        return WRONG;
      }
    }
    if (losesOne) {
      losesOne = false;
      return TAKEN;
    }
    arrivals.note(body);
    return goesWrong ? NO_ANSWER : TAKEN;
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
