package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.customer.Content;
import io.xiaoer.simulator.customer.ContentJson;
import io.xiaoer.simulator.envelope.PushRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What must be acknowledged. Anything else is pushed ten times and then lost. */
final class Acknowledgement {
  private Acknowledgement() {}

  static List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    for (Content kind : TestMessages.KINDS) {
      String type = ContentJson.type(kind);
      checks.add(
          new Check(
              "kind-" + type.replace('_', '-') + "-acknowledged",
              "A message of kind " + type + " is acknowledged within 5 s",
              Source.stated(Source.MESSAGES),
              session -> pushed(session, session.messages.message(kind))));
    }
    checks.add(
        new Check(
            "unknown-kind-acknowledged",
            "A kind of message nobody has published yet is acknowledged",
            Source.inferred(Source.MESSAGES),
            Acknowledgement::unknownKind));
    checks.add(
        new Check(
            "unknown-event-acknowledged",
            "Other events on the same URL are acknowledged",
            Source.stated(Source.PUSH_URL),
            Acknowledgement::unknownEvent));
    checks.add(
        new Check(
            "control-characters-acknowledged",
            "A message with control characters is acknowledged",
            Source.inferred(Source.MESSAGES),
            Acknowledgement::controlCharacters));
    checks.add(
        new Check(
            "duplicate-acknowledged",
            "The same message again is acknowledged again",
            Source.stated(Source.ENCRYPTION),
            Acknowledgement::duplicate));
    return List.copyOf(checks);
  }

  private static Finding unknownKind(Session session) throws InterruptedException {
    ObjectNode link =
        JsonNodeFactory.instance
            .objectNode()
            .put("title", "probe")
            .put("url", "https://xiaoer-probe.invalid/");
    return pushed(session, session.messages.message(new Content.Other("link", link)));
  }

  private static Finding unknownEvent(Session session) throws InterruptedException {
    ObjectNode debug = session.messages.event("debug_demo").put("debug_str", "xiaoer probe");
    ObjectNode order = session.messages.event("channels_ec_order_new");
    order.putObject("order_info").put("order_id", "3700000000000000000");
    List<String> passed = new ArrayList<>();
    for (ObjectNode event : List.of(debug, order)) {
      Finding finding = pushed(session, event);
      String name = event.path("Event").asString("");
      if (finding.outcome() != Outcome.PASS) {
        return new Finding(finding.outcome(), name + ": " + finding.detail());
      }
      passed.add(name + " " + finding.detail());
    }
    return Finding.pass(String.join("; ", passed));
  }

  /**
   * Customers paste them from other programs. JSON writes them as escapes; XML has no way for them,
   * so that many parsers refuse the whole message, ten times, and it is lost.
   */
  private static Finding controlCharacters(Session session) throws InterruptedException {
    return pushed(
        session, session.messages.text("Xiaoer probe: pasted \b \u000B \u0010 \u001D \uFFFE end"));
  }

  /**
   * The published schedule pushes three times at nearly the same moment. Whether a repetition is
   * freshly signed is unknown, so both forms are sent.
   */
  private static Finding duplicate(Session session) throws InterruptedException {
    if (session.silent()) {
      return Finding.fail(Session.NOT_ASKED);
    }
    ObjectNode event = session.messages.text("Xiaoer probe: one message, pushed four times");
    PushRequest first = session.rightly(event);
    List<Answer> answers = new ArrayList<>(session.atOnce(List.of(first, first, first)));
    answers.add(session.line.push(session.rightly(event)));
    for (Answer answer : answers) {
      Finding finding = judge(session, answer);
      if (finding.outcome() != Outcome.PASS) {
        return finding;
      }
    }
    return Finding.pass(
        "three at once and one more acknowledged; whether it was kept once, only your desk can"
            + " show");
  }

  private static Finding pushed(Session session, ObjectNode event) throws InterruptedException {
    return session.silent() ? Finding.fail(Session.NOT_ASKED) : judge(session, session.push(event));
  }

  static Finding judge(Session session, Answer answer) {
    session.heard(answer);
    return switch (answer) {
      case Answer.Came came when answer.acknowledges() ->
          Finding.pass("acknowledged in " + millis(came.took()));
      case Answer.Came came when came.redirects() ->
          Finding.fail(
              "answered "
                  + came.status()
                  + ", a redirect: the platform is not known to follow any; answer at this URL");
      case Answer.Came came when came.status() != 200 ->
          Finding.fail(
              "answered "
                  + session.words(answer)
                  + ": keep every rightly signed event, known or not, and answer 200 success");
      case Answer.Came came when came.body().strip().equals("success") ->
          Finding.warn(
              "answered "
                  + session.words(answer)
                  + ": blanks around success may make it an unexpected body; write the word alone");
      case Answer.Came came ->
          Finding.fail(
              "answered "
                  + session.words(answer)
                  + ": an unexpected body counts as a failure; write success, bare and"
                  + " unencrypted");
      case Answer.TooLate(Duration patience) ->
          Finding.fail(
              "no answer within "
                  + Session.seconds(patience)
                  + ": write the message to the disk, answer, and do the work afterwards");
      case Answer.None(String why) ->
          Finding.fail(
              session.safe(why) + ": the connection must be made and stay until the answer is out");
    };
  }

  static String millis(Duration took) {
    return String.format(Locale.ROOT, "%.1f ms", took.toNanos() / 1e6);
  }
}
