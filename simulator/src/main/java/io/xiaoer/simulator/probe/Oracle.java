package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.envelope.Keys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether answers tell what is behind the signature. Somebody who knows the Token can sign changed
 * copies of a recorded push; if a wrong padding is answered otherwise than a wrong appid, some
 * hundred tries decrypt one byte of it. Only status and body are compared: times would take
 * thousands of pushes.
 */
final class Oracle {
  private static final int BLOCK_BYTES = 16;

  private Oracle() {}

  static Finding answeredAlike(Session session) throws InterruptedException {
    if (!Refusal.encrypted(session)) {
      return Finding.skip("plaintext mode encrypts nothing");
    }
    if (session.silent()) {
      return Finding.skip(Session.NOT_ASKED);
    }
    Keys keys = session.target.keys();
    ObjectNode event = session.messages.text("Xiaoer probe: never to be read");
    byte[] text = event.toString().getBytes(StandardCharsets.UTF_8);
    String foreign =
        session.envelopes.encrypt(
            text, new Keys("wx00000000probe000", keys.token(), keys.encodingAesKey()));
    String unreadable =
        session.envelopes.encrypt("no event at all".getBytes(StandardCharsets.UTF_8), keys);
    byte[] padding = Base64.getDecoder().decode(session.envelopes.encrypt(text, keys));
    padding[padding.length - BLOCK_BYTES - 1] ^= 0x55;
    byte[] length = Base64.getDecoder().decode(session.envelopes.encrypt(text, keys));
    length[0] ^= 0x55; // the length stands in the second block, and this is its topmost byte
    List<Session.BadPush> answers =
        session.bad(
            List.of(
                named(session, "wrong padding", Base64.getEncoder().encodeToString(padding)),
                named(session, "wrong length", Base64.getEncoder().encodeToString(length)),
                named(session, "foreign appid", foreign),
                named(session, "no event", unreadable)));
    if (answers.stream().anyMatch(bad -> bad.answer().mayAcknowledge())) {
      return Refusal.judge(session, "answer 503 and keep it, so that it comes again", answers);
    }
    Map<String, String> kinds = new LinkedHashMap<>();
    for (Session.BadPush bad : answers) {
      kinds.merge(answer(bad.answer()), bad.name(), (one, other) -> one + ", " + other);
    }
    if (kinds.size() == 1) {
      return Refusal.meaningful(
          session,
          "four kinds of trouble, one answer: " + session.words(answers.getFirst().answer()));
    }
    return Finding.fail(
        answers.stream()
                .map(bad -> bad.name() + ": " + session.words(bad.answer()))
                .collect(Collectors.joining("; "))
            + ": whoever learns the Token can decrypt recorded messages by these differences;"
            + " answer everything behind a right signature with one status and body, best 503, and"
            + " keep it");
  }

  private static String answer(Answer answer) {
    return switch (answer) {
      case Answer.Came came -> came.status() + " " + came.body();
      case Answer.TooLate _ -> "no answer";
      case Answer.None _ -> "connection ended";
    };
  }

  private static Session.Named named(Session session, String name, String encrypt) {
    return new Session.Named(name, Refusal.around(session, encrypt));
  }
}
