package io.xiaoer.notice;

import io.xiaoer.notice.Robots.Request;
import io.xiaoer.outbound.Answer;
import io.xiaoer.outbound.Calls;
import io.xiaoer.store.Sha256;
import io.xiaoer.webpush.PushCipher;
import io.xiaoer.webpush.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends one message to one channel, and says what came of it. */
final class Messenger {
  /** Who sees it later than this is not helped by it. */
  private static final Duration PUSH_LIVES = Duration.ofMinutes(10);

  /** What a push service takes as the topic of a message. */
  private static final int TOPIC_CHARS = 32;

  private final Calls calls;
  private final PushKey key;

  Messenger(Calls calls, PushKey key) {
    this.calls = calls;
    this.key = key;
  }

  record Sent(Outcome outcome, Duration took) {}

  /** {@code target} null: it was sealed with another key. */
  Sent send(Kind kind, @Nullable Target target, Post post, Instant now) {
    if (target == null) {
      return new Sent(
          new Outcome.Refused("sealed with another key; enter the address again"), Duration.ZERO);
    }
    Request request = Robots.request(kind, target, post, now);
    if (kind == Kind.WEB_PUSH) {
      return push(PushSubscription.read(target), request.body(), post, now);
    }
    Answer answer = calls.post(request.url(), Map.of(), Robots.MEDIA_TYPE, request.body());
    return new Sent(Robots.outcome(kind, answer), answer.took());
  }

  /** RFC 8030: a message that is not delivered yet gives way to the next one about the same. */
  private Sent push(PushSubscription to, String clear, Post post, Instant now) {
    Optional<Receiver> receiver = to.receiver();
    if (receiver.isEmpty()) {
      return new Sent(new Outcome.Gone("no key to encrypt with"), Duration.ZERO);
    }
    Answer answer =
        calls.post(
            to.endpoint(),
            Map.of(
                "TTL",
                String.valueOf(PUSH_LIVES.toSeconds()),
                "Urgency",
                "high",
                "Topic",
                Sha256.hex(post.what() + " " + post.path()).substring(0, TOPIC_CHARS),
                "Content-Encoding",
                PushCipher.ENCODING,
                "Authorization",
                key.get().authorization(to.endpoint(), to.contact(), now)),
            PushCipher.encrypt(clear, receiver.get()));
    return new Sent(Robots.outcome(Kind.WEB_PUSH, answer), answer.took());
  }
}
