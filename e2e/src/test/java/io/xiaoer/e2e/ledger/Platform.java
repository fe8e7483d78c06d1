package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Program;
import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The platform's side: messages of many customers, each pushed until it is acknowledged, at the
 * published times, made shorter. Some messages come three times at once, some after they were
 * acknowledged, and some senders hang up before they have read the answer.
 */
final class Platform implements AutoCloseable {
  /** 0, 0, 10 s, 1 min, 5 min, 30 min, three times 60 min; {@link #SHORTER} times as fast. */
  private static final long[] RETRY_SECONDS = {0, 0, 10, 60, 300, 1_800, 3_600, 3_600, 3_600};

  private static final int SHORTER = 100;

  /** As published, and not made shorter: the server counts on it. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  /** Enough to go on while a paused node keeps some for five seconds. */
  private static final int IN_FLIGHT_MAX = 300;

  private static final int BURST_EVERY_MS = 40;
  private static final long FIRST_ID = 3_895_464_567_618_158_592L;
  private static final Instant BEGAN = Instant.parse("2026-11-23T08:00:00Z");

  private final List<URI> nodes;
  private final Ledger ledger;
  private final int customers;
  private final int perSecond;
  private final Random random;
  private final EnvelopeWriter writer;
  private final AtomicLong number;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("platform").factory());
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean writing = true;

  /** While nobody answers, few write: refused connections prove little, and cost much. */
  private volatile boolean down;

  private record Message(String msgId, ObjectNode event, PushRequest first) {}

  /** {@code nodes}: push URLs of servers on one database; a load balancer stands before them. */
  Platform(List<URI> nodes, Ledger ledger, long seed, int customers, int perSecond) {
    this(nodes, ledger, seed, customers, perSecond, 0);
  }

  /** {@code written}: by another one before; its messages are not written once more. */
  Platform(List<URI> nodes, Ledger ledger, long seed, int customers, int perSecond, long written) {
    number = new AtomicLong(written);
    this.nodes = nodes;
    this.ledger = ledger;
    this.customers = customers;
    this.perSecond = perSecond;
    random = new Random(seed);
    writer = new EnvelopeWriter(Chance.from(new Random(seed + 1)));
    var _ = clock.scheduleAtFixedRate(this::burst, 0, BURST_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /** Customers write no more; what was not acknowledged is still pushed again. */
  void quiet() {
    writing = false;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    senders.shutdownNow();
  }

  /** On the clock's thread, as is all that draws from {@code random}. */
  private void burst() {
    int count = down ? 1 : Math.max(1, perSecond * BURST_EVERY_MS / 1_000);
    for (int i = 0; writing && i < count && inFlight.availablePermits() > 0; i++) {
      Message message = next();
      int fate = random.nextInt(100);
      if (fate < 15) {
        // The first three come at nearly the same moment, each with a signature of its own.
        for (int copy = 0; copy < 3; copy++) {
          send(message, copy, ANSWER_WITHIN);
        }
      } else if (fate < 20) {
        send(message, 0, Duration.ofMillis(1 + random.nextInt(10))); // hangs up
      } else {
        send(message, 0, ANSWER_WITHIN);
      }
      if (fate >= 95) {
        // The answer was lost on its way, or so the platform believes: pushed again, much later.
        later(message, 0, 200 + random.nextInt(5_000));
      }
    }
  }

  private Message next() {
    long n = number.incrementAndGet();
    String msgId = String.valueOf(FIRST_ID + n);
    ObjectNode event = JsonMapper.shared().createObjectNode();
    event
        .put("ToUserName", Installation.USER_NAME)
        .put("FromUserName", "oLedger" + random.nextInt(customers))
        .put("CreateTime", BEGAN.getEpochSecond() + n / Math.max(1, perSecond))
        .put("MsgType", "event")
        .put("Event", "commkf_send_msg_to_kf")
        .put("msg_id", msgId)
        .put("msg_type", "text")
        .put("msg_event", "EVENT_TYPE_SEND_MSG");
    event.putObject("text").put("content", "第 " + n + " 条" + "，在吗".repeat(random.nextInt(60)));
    return new Message(msgId, event, seal(event));
  }

  private synchronized PushRequest seal(ObjectNode event) {
    return writer.push(event, Installation.keys(), Mode.SECURE, Format.JSON, Instant.now());
  }

  private void later(Message message, int attempt, long millis) {
    if (!clock.isShutdown()) {
      var _ =
          clock.schedule(
              () -> send(message, attempt, ANSWER_WITHIN), millis, TimeUnit.MILLISECONDS);
    }
  }

  private void send(Message message, int attempt, Duration patience) {
    var _ = senders.submit(() -> push(message, attempt, patience));
  }

  private void push(Message message, int attempt, Duration patience) {
    try {
      inFlight.acquire();
    } catch (InterruptedException e) {
      return;
    }
    try {
      ledger.pushed(message.msgId(), message.event().toString());
      // Whether a retry carries a new signature is not known: here every other one does.
      PushRequest request = attempt % 2 == 0 ? message.first() : seal(message.event());
      HttpResponse<String> answer = deliver(request, attempt, patience);
      ledger.answered(
          message.msgId(), answer.uri().getAuthority(), answer.statusCode(), answer.body());
    } catch (IOException noAnswer) {
      // As for the platform: it does not know.
    } catch (InterruptedException e) {
      return;
    } finally {
      inFlight.release();
    }
    if (!ledger.isAcknowledged(message.msgId()) && attempt < RETRY_SECONDS.length) {
      later(message, attempt + 1, RETRY_SECONDS[attempt] * 1_000 / SHORTER);
    }
  }

  /** A node that cannot be reached is left out, as a load balancer does. */
  private HttpResponse<String> deliver(PushRequest request, int attempt, Duration patience)
      throws IOException, InterruptedException {
    int first = Math.floorMod(request.body().hashCode() + attempt, nodes.size());
    for (int i = 0; ; i++) {
      URI node = nodes.get((first + i) % nodes.size());
      try {
        HttpResponse<String> answer =
            Program.HTTP.send(
                HttpRequest.newBuilder(request.to(node))
                    .header("Content-Type", request.contentType())
                    .timeout(patience)
                    .POST(BodyPublishers.ofString(request.body()))
                    .build(),
                BodyHandlers.ofString());
        down = false;
        return answer;
      } catch (ConnectException refused) {
        if (i + 1 >= nodes.size()) {
          down = true;
          throw refused;
        }
      }
    }
  }
}
