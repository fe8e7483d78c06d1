package io.xiaoer.simulator.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A body that no memory should be spent on, from somebody who has no Token. */
final class HugeBody {
  static final String ID = "huge-body-cut-off";

  private static final int MEGABYTES = 60;
  static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofMillis(200);

  private HugeBody() {}

  static Check check() {
    return new Check(
        ID,
        "A body of 60 MB is cut off, and the URL answers afterwards",
        Source.inferred(Source.MESSAGES),
        HugeBody::cutOff);
  }

  private static Finding cutOff(Session session) throws InterruptedException {
    if (session.silent()) {
      return Finding.skip(Session.NOT_ASKED);
    }
    CompletableFuture<Integer> answered = new CompletableFuture<>();
    try (RawLine line = new RawLine(session.target)) {
      Thread.ofVirtual().name("probe-huge-body").start(() -> send(line, answered));
      int status;
      try {
        status = answered.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        status = -1;
      } catch (ExecutionException e) {
        status = 0;
      }
      return judge(session, status);
    } catch (IOException e) {
      return Finding.skip("no connection: " + session.safe(String.valueOf(e.getMessage())));
    }
  }

  private static void send(RawLine line, CompletableFuture<Integer> answered) {
    byte[] megabyte = new byte[1_000_000];
    Arrays.fill(megabyte, (byte) 'x');
    try {
      line.write(
          line.head(
              "signature=0&timestamp=1764400000&nonce=1&msg_signature=0",
              line.host(),
              MEGABYTES * 1_000_000L));
      line.write("{\"Encrypt\":\"".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < MEGABYTES; i++) {
        line.write(megabyte);
      }
    } catch (IOException cutOff) {
      // What it said before it did so is read below, if it arrived.
    }
    try {
      int status = -1;
      while (status < 0 && !answered.isDone()) {
        status = line.status(LOOK);
      }
      answered.complete(status);
    } catch (IOException closed) {
      answered.complete(0);
    }
  }

  private static Finding judge(Session session, int status) throws InterruptedException {
    String advice = "bound the body while you read it, 1 MiB is plenty, and answer 413 above it";
    if (status == -1) {
      return Finding.fail(
          "neither an answer nor an end within " + Session.seconds(PATIENCE) + ": " + advice);
    }
    if (status / 100 == 2) {
      return Finding.fail("60 MB without a signature answered " + status + ": " + advice);
    }
    Answer after = session.push(session.messages.text("Xiaoer probe: after a huge body"));
    if (session.acknowledgedOnce() && !after.acknowledges()) {
      return Finding.fail(
          "the next rightful push was answered "
              + session.words(after)
              + ": the large one took the server's memory; "
              + advice);
    }
    return Refusal.meaningful(
        session,
        (status == 0 ? "the connection was closed" : "answered " + status)
            + ", and the next push was acknowledged");
  }
}
