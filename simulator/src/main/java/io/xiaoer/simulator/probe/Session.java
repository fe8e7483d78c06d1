package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.envelope.PushRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.node.ObjectNode;

/** What a check needs to ask, and what all bad pushes of the run were answered. */
final class Session {
  private static final int SHOWN_CHARS_MAX = 80;
  // A server that never answers would else cost five seconds for each of some hundred pushes.
  private static final int SILENT_MAX = 4;

  static final String NOT_ASKED = "not asked: " + SILENT_MAX + " pushes in a row had no answer";

  /** A push that no server may acknowledge. */
  record Named(String name, PushRequest push) {}

  /** A push that no server may acknowledge, and its answer. */
  record BadPush(String name, Answer answer) {}

  final Target target;
  final Line line;
  final EnvelopeWriter envelopes;
  final TestMessages messages;
  final InstantSource clock;
  final List<BadPush> badPushes = new ArrayList<>();
  private int silentInARow;
  private boolean acknowledgedOnce;

  Session(
      Target target,
      Line line,
      EnvelopeWriter envelopes,
      TestMessages messages,
      InstantSource clock) {
    this.target = target;
    this.line = line;
    this.envelopes = envelopes;
    this.messages = messages;
    this.clock = clock;
  }

  /** The push as the platform would write it. */
  PushRequest rightly(ObjectNode event) {
    return written(event, target.keys(), target.mode());
  }

  PushRequest written(ObjectNode event, Keys keys, Mode mode) {
    return envelopes.push(event, keys, mode, target.format(), clock.instant());
  }

  Answer push(ObjectNode event) throws InterruptedException {
    return line.push(rightly(event));
  }

  /** Notes how a rightful push was answered. */
  void heard(Answer answer) {
    silentInARow = answer instanceof Answer.Came ? 0 : silentInARow + 1;
    acknowledgedOnce |= answer.acknowledges();
  }

  /** Whether any rightful push was acknowledged; otherwise a refusal says nothing. */
  boolean acknowledgedOnce() {
    return acknowledgedOnce;
  }

  /** Whether rightful pushes have gone unanswered for so long that asking on makes no sense. */
  boolean silent() {
    return silentInARow >= SILENT_MAX;
  }

  BadPush bad(String name, PushRequest push) throws InterruptedException {
    BadPush bad = new BadPush(name, line.push(push));
    badPushes.add(bad);
    return bad;
  }

  List<BadPush> bad(List<Named> pushes) throws InterruptedException {
    List<Answer> answers = atOnce(pushes.stream().map(Named::push).toList());
    List<BadPush> bad = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      bad.add(new BadPush(pushes.get(i).name(), answers.get(i)));
    }
    badPushes.addAll(bad);
    return bad;
  }

  /** Sends all of them at one moment; the answers in the same order. */
  List<Answer> atOnce(List<PushRequest> pushes) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Answer>> tasks = new ArrayList<>();
      for (PushRequest push : pushes) {
        tasks.add(() -> line.push(push));
      }
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> answered : threads.invokeAll(tasks)) {
        try {
          answers.add(answered.get());
        } catch (ExecutionException e) {
          throw new IllegalStateException("a push could not be sent", e.getCause());
        }
      }
      return answers;
    }
  }

  /** An answer in a few words; what a server says is a stranger's text. */
  String words(Answer answer) {
    return switch (answer) {
      case Answer.Came(int status, String body, _, _, _) when body.isEmpty() ->
          status + " without a body";
      case Answer.Came(int status, String body, _, _, _) -> status + " “" + safe(body) + "”";
      case Answer.TooLate(var patience) -> "no answer within " + seconds(patience);
      case Answer.None(String why) -> safe(why);
    };
  }

  /** Short, on one line, and never with the shop's secrets, should the server repeat them. */
  String safe(String text) {
    String clean =
        text.replace(target.keys().token(), "[token]")
            .replace(target.keys().encodingAesKey(), "[key]")
            .replace("\r", "\\r")
            .replace("\n", "\\n")
            .replace("\uFEFF", "[BOM]")
            .replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= SHOWN_CHARS_MAX ? clean : clean.substring(0, SHOWN_CHARS_MAX) + "…";
  }

  static String seconds(Duration duration) {
    return duration.toMillis() % 1_000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
