package io.xiaoer.notice;

import io.xiaoer.notice.Robots.Request;
import io.xiaoer.outbound.Answer;
import io.xiaoer.outbound.Calls;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends one message to one channel, and says what came of it. */
final class Messenger {
  private final Calls calls;

  Messenger(Calls calls) {
    this.calls = calls;
  }

  record Sent(Outcome outcome, Duration took) {}

  /** {@code target} null: it was sealed with another key. */
  Sent send(Kind kind, @Nullable Target target, Post post, Instant now) {
    if (target == null) {
      return new Sent(
          new Outcome.Refused("sealed with another key; enter the address again"), Duration.ZERO);
    }
    Request request = Robots.request(kind, target, post, now);
    Answer answer = calls.post(request.url(), Map.of(), Robots.MEDIA_TYPE, request.body());
    return new Sent(Robots.outcome(kind, answer), answer.took());
  }
}
