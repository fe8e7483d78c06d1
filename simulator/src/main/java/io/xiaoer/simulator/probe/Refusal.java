package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What must never be acknowledged: anybody can post to a public URL. */
final class Refusal {
  // A thousand times the largest push that is published.
  private static final int OVERSIZED_CHARS = 8 * 1024 * 1024;
  private static final String WRONG_SIGNATURE = "0".repeat(40);

  /** Those that a receiver fails which acknowledges whatever comes. */
  static final Set<String> IDS =
      Stream.concat(
              checks().stream().map(Check::id), Stream.of("url-check-forged-refused", HugeBody.ID))
          .collect(Collectors.toUnmodifiableSet());

  private Refusal() {}

  static List<Check> checks() {
    return List.of(
        new Check(
            "forged-signature-refused",
            "Pushes without a right signature are refused",
            Source.stated(Source.ENVELOPE),
            Refusal::forgedSignature),
        new Check(
            "signature-of-query-only-refused",
            "A right signature does not stand in for msg_signature",
            Source.stated(Source.ENCRYPTION),
            Refusal::signatureOfQueryOnly),
        new Check(
            "signature-cut-anew-refused",
            "A signature over other cuts of the same digits signs no body",
            Source.inferred(Source.ENCRYPTION),
            CutAnew::refused),
        new Check(
            "foreign-appid-refused",
            "A push for another appid is refused",
            Source.stated(Source.ENVELOPE),
            Refusal::foreignAppId),
        new Check(
            "plaintext-refused",
            "A clear-text event is refused in secure mode",
            Source.inferred(Source.PUSH_URL),
            Refusal::plaintext),
        new Check(
            "stale-key-not-acknowledged",
            "What cannot be decrypted is not acknowledged",
            Source.inferred(Source.ENCRYPTION),
            Refusal::staleKey),
        new Check(
            "malformed-not-acknowledged",
            "What cannot be read is not acknowledged",
            Source.inferred(Source.MESSAGES),
            Refusal::malformed),
        new Check(
            "unreadable-answered-alike",
            "Behind a right signature every failure is answered alike",
            Source.inferred(Source.ENCRYPTION),
            Oracle::answeredAlike),
        new Check(
            "oversized-not-acknowledged",
            "A body of 8 MiB is not acknowledged",
            Source.inferred(Source.MESSAGES),
            Refusal::oversized),
        new Check(
            ExternalEntity.ID,
            "External entities of XML are not read",
            Source.inferred(Source.ENVELOPE),
            ExternalEntity::notRead),
        new Check(
            "no-empty-200",
            "No bad push is answered 200 with an empty body or success",
            Source.stated(Source.MESSAGES),
            Refusal::noEmpty200));
  }

  private static Finding forgedSignature(Session session) throws InterruptedException {
    Keys keys = session.target.keys();
    Keys stranger = new Keys(keys.appId(), keys.token() + "x", keys.encodingAesKey());
    PushRequest altered = forged(session);
    for (String name : List.of("signature", "msg_signature")) {
      altered.query().replace(name, WRONG_SIGNATURE);
    }
    PushRequest unsigned = forged(session);
    List.of("signature", "msg_signature").forEach(unsigned.query()::remove);
    PushRequest bare = forged(session);
    bare.query().clear();
    return refused(
        session,
        encrypted(session)
            ? "compare msg_signature with SHA-1 over sorted Token, timestamp, nonce, Encrypt and"
                + " answer 403 when it differs or is missing"
            : "compare signature with SHA-1 over sorted Token, timestamp, nonce and answer 403 when"
                + " it differs or is missing",
        new Session.Named("wrong signature", altered),
        new Session.Named("no signature", unsigned),
        new Session.Named("no query", bare),
        new Session.Named(
            "another token",
            session.written(
                session.messages.text("Xiaoer probe: forged"), stranger, session.target.mode())));
  }

  /**
   * {@code signature} covers token, timestamp and nonce, not the body: whoever has seen one push
   * can put any body under it.
   */
  private static Finding signatureOfQueryOnly(Session session) throws InterruptedException {
    if (!encrypted(session)) {
      return Finding.skip("plaintext mode has no msg_signature");
    }
    PushRequest seen = forged(session);
    PushRequest other = forged(session);
    PushRequest swapped = with(seen, seen.query(), other.body());
    SequencedMap<String, String> zeros = new LinkedHashMap<>(other.query());
    zeros.replace("msg_signature", WRONG_SIGNATURE);
    SequencedMap<String, String> missing = new LinkedHashMap<>(other.query());
    missing.remove("msg_signature");
    SequencedMap<String, String> copied = new LinkedHashMap<>(other.query());
    copied.replace("msg_signature", other.query().getOrDefault("signature", ""));
    return refused(
        session,
        "verify msg_signature over Encrypt; signature does not cover the body",
        new Session.Named("another body under a seen query", swapped),
        new Session.Named("right signature, wrong msg_signature", with(other, zeros, other.body())),
        new Session.Named("right signature, no msg_signature", with(other, missing, other.body())),
        new Session.Named("signature given as msg_signature", with(other, copied, other.body())));
  }

  private static Finding foreignAppId(Session session) throws InterruptedException {
    if (!encrypted(session)) {
      return Finding.skip("a push in plaintext mode carries no appid");
    }
    Keys keys = session.target.keys();
    Keys longer = new Keys(keys.appId() + "0", keys.token(), keys.encodingAesKey());
    Keys foreign = new Keys("wx00000000probe000", keys.token(), keys.encodingAesKey());
    ObjectNode event = session.messages.text("Xiaoer probe: for another app");
    Mode mode = session.target.mode();
    return refused(
        session,
        "compare the appid behind the decrypted message with your own, to its last character",
        new Session.Named("foreign appid", session.written(event, foreign, mode)),
        new Session.Named(
            "own appid and one character more", session.written(event, longer, mode)));
  }

  private static Finding plaintext(Session session) throws InterruptedException {
    switch (session.target.mode()) {
      case SECURE -> {}
      case COMPATIBLE -> {
        return Finding.skip("in compatible mode a push carries the clear text too");
      }
      case PLAINTEXT -> {
        return Finding.skip("the URL is in plaintext mode");
      }
    }
    ObjectNode event = session.messages.text("Xiaoer probe: in clear text");
    PushRequest signed = session.written(event, session.target.keys(), Mode.PLAINTEXT);
    PushRequest unsigned = with(signed, new LinkedHashMap<>(), signed.body());
    SequencedMap<String, String> labelled = new LinkedHashMap<>(signed.query());
    labelled.put("encrypt_type", "raw");
    return refused(
        session,
        "the shop's mode decides, not the body: without Encrypt answer 403",
        new Session.Named("clear text, rightly signed", signed),
        new Session.Named("clear text, not signed", unsigned),
        new Session.Named("clear text, encrypt_type=raw", with(signed, labelled, signed.body())));
  }

  private static Finding staleKey(Session session) throws InterruptedException {
    if (!encrypted(session)) {
      return Finding.skip("plaintext mode has no key");
    }
    Keys keys = session.target.keys();
    String key = keys.encodingAesKey();
    String other = new StringBuilder(key.substring(0, key.length() - 1)).reverse() + "A";
    String another = other.equals(key) ? "B" + other.substring(1) : other;
    Keys stale = new Keys(keys.appId(), keys.token(), another);
    return refused(
        session,
        "a message you cannot read yet is lost once acknowledged: keep the raw push for repair, or"
            + " answer 503 so that it comes again",
        new Session.Named(
            "encrypted with another key, rightly signed",
            session.written(
                session.messages.text("Xiaoer probe: another key"), stale, session.target.mode())));
  }

  private static Finding malformed(Session session) throws InterruptedException {
    PushRequest right = session.rightly(session.messages.text("Xiaoer probe: malformed"));
    String half = right.body().substring(0, right.body().length() / 2);
    String mend = "answer 400 with a word of why whenever reading fails, also when it throws";
    Session.Named empty = new Session.Named("no body", with(right, right.query(), ""));
    Session.Named cut = new Session.Named("half a body", with(right, right.query(), half));
    Session.Named noise = new Session.Named("not an envelope", with(right, right.query(), "\0[}<"));
    if (!encrypted(session)) {
      return refused(session, mend, empty, cut, noise);
    }
    String unreadable =
        session.envelopes.encrypt(
            "neither JSON nor XML".getBytes(StandardCharsets.UTF_8), session.target.keys());
    return refused(
        session,
        mend,
        empty,
        cut,
        noise,
        new Session.Named("Encrypt that is not Base64", around(session, "*** not Base64 ***")),
        new Session.Named("Encrypt of three bytes", around(session, "AAAA")),
        new Session.Named("an event that is no event", around(session, unreadable)));
  }

  private static Finding oversized(Session session) throws InterruptedException {
    PushRequest large = session.rightly(session.messages.text("x".repeat(OVERSIZED_CHARS)));
    SequencedMap<String, String> unsigned = new LinkedHashMap<>(large.query());
    unsigned.replace("signature", WRONG_SIGNATURE);
    unsigned.replace("msg_signature", WRONG_SIGNATURE);
    return refused(
        session,
        "bound the body, 1 MiB is plenty, and answer 413 above it",
        new Session.Named("8 MiB, wrongly signed", with(large, unsigned, large.body())),
        new Session.Named("8 MiB, rightly signed", large));
  }

  private static Finding noEmpty200(Session session) {
    List<Session.BadPush> acknowledged =
        session.badPushes.stream().filter(bad -> bad.answer().mayAcknowledge()).toList();
    if (acknowledged.isEmpty()) {
      return meaningful(session, "true of " + session.badPushes.size() + " bad pushes");
    }
    return Finding.fail(
        acknowledged.size()
            + " of "
            + session.badPushes.size()
            + " bad pushes answered so, the first: "
            + named(session, acknowledged.getFirst())
            + ": both are acknowledgements; answer every failure with another status and a body");
  }

  static Finding refused(Session session, String mend, Session.Named... pushes)
      throws InterruptedException {
    return session.silent()
        ? Finding.skip(Session.NOT_ASKED)
        : judge(session, mend, session.bad(List.of(pushes)));
  }

  static Finding judge(Session session, String mend, List<Session.BadPush> all) {
    List<Session.BadPush> acknowledged =
        all.stream().filter(bad -> bad.answer().mayAcknowledge()).toList();
    if (!acknowledged.isEmpty()) {
      return Finding.fail("acknowledged: " + named(session, acknowledged) + ": " + mend);
    }
    List<Session.BadPush> unclear =
        all.stream()
            .filter(bad ->
                bad.answer() instanceof Answer.TooLate
                    || (bad.answer() instanceof Answer.Came came && came.status() / 100 == 2))
            .toList();
    if (!unclear.isEmpty()) {
      return Finding.warn(
          "not acknowledged, but not clearly refused: "
              + named(session, unclear)
              + ": answer at once with a status of 400 or above");
    }
    return meaningful(
        session,
        all.stream()
            .map(bad -> bad.name() + " " + briefly(bad.answer()))
            .collect(Collectors.joining("; ")));
  }

  private static String named(Session session, List<Session.BadPush> pushes) {
    return pushes.stream().map(bad -> named(session, bad)).collect(Collectors.joining("; "));
  }

  private static String named(Session session, Session.BadPush bad) {
    return bad.name() + ": " + session.words(bad.answer());
  }

  /** A URL that refuses everything refuses the bad pushes too, and has proved nothing by it. */
  static Finding meaningful(Session session, String seen) {
    return session.acknowledgedOnce()
        ? Finding.pass(seen)
        : Finding.skip("says nothing, no rightful push was acknowledged: " + seen);
  }

  static String briefly(Answer answer) {
    return switch (answer) {
      case Answer.Came came -> Integer.toString(came.status());
      case Answer.TooLate late -> "no answer";
      case Answer.None none -> "connection ended";
    };
  }

  static boolean encrypted(Session session) {
    return session.target.mode() != Mode.PLAINTEXT;
  }

  static PushRequest forged(Session session) {
    return session.rightly(session.messages.text("Xiaoer probe: forged"));
  }

  static PushRequest around(Session session, String encrypt) {
    return session.envelopes.around(
        encrypt,
        session.target.userName(),
        session.messages.openId(),
        session.target.keys(),
        session.target.format(),
        session.clock.instant());
  }

  static PushRequest with(PushRequest push, SequencedMap<String, String> query, String body) {
    return new PushRequest(query, push.contentType(), body);
  }
}
