package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.envelope.PushRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The signature is over joined text, and nothing in it says where one part ends. Whoever has seen
 * one query string, in a proxy's log for example, cuts the digits of its timestamp and nonce anew
 * into a timestamp, a nonce and an {@code Encrypt}, and gives the {@code signature} of that query
 * as {@code msg_signature}. It is right without the Token.
 */
final class CutAnew {
  private static final int CUTS_MAX = 8;

  private CutAnew() {}

  private record Cut(String timestamp, String nonce, String encrypt) {}

  static Finding refused(Session session) throws InterruptedException {
    if (!Refusal.encrypted(session)) {
      return Finding.skip("plaintext mode has no msg_signature");
    }
    if (session.silent()) {
      return Finding.skip(Session.NOT_ASKED);
    }
    PushRequest seen = Refusal.forged(session);
    List<Session.Named> pushes = new ArrayList<>();
    for (Cut cut : cuts(session, seen.query())) {
      SequencedMap<String, String> query = new LinkedHashMap<>(seen.query());
      query.replace("timestamp", cut.timestamp);
      query.replace("nonce", cut.nonce);
      query.replace("msg_signature", query.getOrDefault("signature", ""));
      pushes.add(
          new Session.Named(
              "Encrypt of " + cut.encrypt.length() + " digits",
              Refusal.with(seen, query, Refusal.around(session, cut.encrypt).body())));
    }
    if (pushes.isEmpty()) {
      return Finding.skip("with this Token no cut sorts as the seen one does");
    }
    String advice =
        "before you compare signatures, refuse a timestamp that is not 10 digits and an Encrypt"
            + " that is not Base64 of at least 48 bytes in whole blocks of 16";
    List<Session.BadPush> answers = session.bad(pushes);
    Finding finding = Refusal.judge(session, advice, answers);
    boolean signed =
        answers.stream()
            .anyMatch(bad -> bad.answer() instanceof Answer.Came came && came.status() >= 500);
    return finding.outcome() == Outcome.PASS && signed
        ? Finding.warn(
            "not acknowledged, but taken for signed ("
                + finding.detail()
                + "): one seen query string lets a stranger reach your decryption; "
                + advice)
        : finding;
  }

  /** Those whose parts, sorted, join to the same text, so that the seen signature is right. */
  private static List<Cut> cuts(Session session, SequencedMap<String, String> query) {
    String token = session.target.keys().token();
    String timestamp = query.getOrDefault("timestamp", "");
    String nonce = query.getOrDefault("nonce", "");
    String joined = sorted(token, timestamp, nonce);
    String digits = sorted(timestamp, nonce);
    List<Cut> cuts = new ArrayList<>();
    for (int i = 1; i < digits.length() - 1; i++) {
      for (int j = i + 1; j < digits.length(); j++) {
        String a = digits.substring(0, i);
        String b = digits.substring(i, j);
        String c = digits.substring(j);
        if (sorted(token, a, b, c).equals(joined)) {
          cuts.add(new Cut(a, b, c));
          cuts.add(new Cut(c, a, b));
        }
      }
    }
    // Those with most of Base64's groups of four first: a lenient decoder takes them.
    return cuts.stream()
        .sorted((one, other) -> Integer.compare(group(one), group(other)))
        .limit(CUTS_MAX)
        .toList();
  }

  private static int group(Cut cut) {
    return cut.encrypt.length() % 4;
  }

  private static String sorted(String... parts) {
    String[] order = parts.clone();
    Arrays.sort(order);
    return String.join("", order);
  }
}
