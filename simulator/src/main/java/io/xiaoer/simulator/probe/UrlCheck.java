package io.xiaoer.simulator.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/** The GET by which the platform accepts a push URL. */
final class UrlCheck {
  // The published examples are decimal, of this length.
  private static final List<String> ECHOES = List.of("4375120948345356249", "990163048287126151");

  private UrlCheck() {}

  static List<Check> checks() {
    return List.of(
        new Check(
            "url-check-exact",
            "The URL check is answered with the bare echostr",
            Source.stated(Source.PUSH_URL),
            UrlCheck::exact),
        new Check(
            "url-check-forged-refused",
            "A forged URL check gets no echo",
            Source.stated(Source.PUSH_URL),
            UrlCheck::forged));
  }

  /** One URL check, rightly signed; nothing is stored by it. */
  static Answer ask(Session session) throws InterruptedException {
    return asked(session, ECHOES.getFirst());
  }

  static boolean passes(Session session) throws InterruptedException {
    return echoes(ask(session), ECHOES.getFirst());
  }

  private static Finding exact(Session session) throws InterruptedException {
    for (String echo : ECHOES) {
      Answer answer = asked(session, echo);
      boolean right =
          answer instanceof Answer.Came came && came.status() == 200 && came.body().equals(echo);
      if (!right) {
        return Finding.fail(
            session.words(answer) + " instead of " + echo + ": " + mend(answer, echo));
      }
    }
    return Finding.pass(ECHOES.size() + " echostr came back byte for byte");
  }

  private static Answer asked(Session session, String echo) throws InterruptedException {
    return session.line.get(
        session.envelopes.urlCheck(session.target.keys(), session.clock.instant(), echo));
  }

  private static String mend(Answer answer, String echo) {
    return switch (answer) {
      case Answer.Came came when came.redirects() ->
          "a redirect; register the URL that answers itself";
      case Answer.Came came when came.status() != 200 ->
          "answer 200 when signature is SHA-1 over sorted Token, timestamp, nonce; check the Token";
      case Answer.Came came when came.body().equals("\"" + echo + "\"") ->
          "quotes around it; write the text itself, not as JSON";
      case Answer.Came came when came.body().startsWith("\uFEFF") ->
          "a byte order mark before it; write UTF-8 without one";
      case Answer.Came came when came.body().strip().equals(echo) ->
          "blanks or a newline around it; write nothing but the echostr";
      case Answer.Came came -> "write the echostr as it came, as text, and nothing else";
      case Answer.TooLate late -> "answer at once";
      case Answer.None none -> "the connection must be made and stay until the answer is out";
    };
  }

  private static Finding forged(Session session) throws InterruptedException {
    List<String> echoed = new ArrayList<>();
    String echo = ECHOES.getFirst();
    SequencedMap<String, String> wrong =
        session.envelopes.urlCheck(session.target.keys(), session.clock.instant(), echo);
    wrong.put("signature", "0".repeat(40));
    Answer toWrong = session.line.get(wrong);
    if (echoes(toWrong, echo)) {
      echoed.add("a wrong signature");
    }
    SequencedMap<String, String> missing =
        session.envelopes.urlCheck(session.target.keys(), session.clock.instant(), echo);
    missing.remove("signature");
    Answer toMissing = session.line.get(missing);
    if (echoes(toMissing, echo)) {
      echoed.add("no signature");
    }
    if (!(toWrong instanceof Answer.Came)) {
      return Finding.skip(session.words(toWrong));
    }
    return echoed.isEmpty()
        ? Finding.pass(
            "wrong signature: " + session.words(toWrong) + "; none: " + session.words(toMissing))
        : Finding.fail(
            "echoed with "
                + String.join(" and with ", echoed)
                + ": compare signature before you echo, and answer 403");
  }

  private static boolean echoes(Answer answer, String echo) {
    return answer instanceof Answer.Came came
        && came.status() / 100 == 2
        && came.body().contains(echo);
  }
}
