package io.xiaoer.receive;

import io.xiaoer.log.Appended;
import io.xiaoer.sdk.push.PushAnswer;

/** What the push URL answers beside what every receiver does, see {@link PushAnswer}. */
final class Answers {
  static final PushAnswer NOT_THE_PLATFORM =
      new PushAnswer(403, "refused: not from one of the platform's addresses");
  static final PushAnswer NO_ROOM =
      new PushAnswer(503, "too many large bodies at once, push again");
  static final PushAnswer OTHER_NODE =
      new PushAnswer(503, "this node takes no pushes (xiaoer.role: desk), push again");

  private Answers() {}

  /** The only place in the server that says success. */
  static PushAnswer to(Appended appended) {
    return switch (appended) {
      case Appended.Stored _, Appended.Known _, Appended.Variant _ -> PushAnswer.SUCCESS;
      case Appended.NotDurable(Appended.Why why) ->
          new PushAnswer(
              503,
              switch (why) {
                case QUEUE_FULL -> "queue full, push again";
                case TOO_SLOW -> "not on the disk in time, push again";
                case DISK -> "could not be written, push again";
                case STOPPING -> "stopping, push again";
              });
    };
  }
}
