package io.xiaoer.receive;

import io.xiaoer.log.Appended;
import io.xiaoer.sdk.push.Reason;
import java.util.Locale;

/**
 * What the push URL answers. An empty 200 counts as an acknowledgement with the platform, so every
 * answer that is not one has another status and a body that says why.
 */
record Answer(int status, String body) {
  Answer {
    if (body.isEmpty()) {
      throw new IllegalArgumentException("an answer without a body could be taken for success");
    }
  }

  static final Answer NOT_THE_PLATFORM =
      new Answer(403, "refused: not from one of the platform's addresses");
  static final Answer UNKNOWN_SHOP = new Answer(404, "no shop of this name here");
  static final Answer TOO_LARGE = new Answer(413, "body over 1 MiB");
  static final Answer UNREADABLE_BODY = new Answer(400, "the body did not arrive whole");
  static final Answer METHOD = new Answer(405, "GET or POST");
  static final Answer NO_ROOM = new Answer(503, "too many large bodies at once, push again");

  /**
   * Rightly signed, so it is worth another try: a key may have just changed. One answer for every
   * reason, see {@link Reason#isSigned}.
   */
  static final Answer UNOPENED = new Answer(503, "not readable with this shop's keys, push again");

  static final Answer OTHER_NODE =
      new Answer(503, "this node takes no pushes (xiaoer.role: desk), push again");
  static final Answer BROKEN = new Answer(503, "not kept, push again");

  /** The only place in the server that says success. */
  static Answer to(Appended appended) {
    return switch (appended) {
      case Appended.Stored _, Appended.Known _, Appended.Variant _ -> new Answer(200, "success");
      case Appended.NotDurable(Appended.Why why) ->
          new Answer(
              503,
              switch (why) {
                case QUEUE_FULL -> "queue full, push again";
                case TOO_SLOW -> "not on the disk in time, push again";
                case DISK -> "could not be written, push again";
                case STOPPING -> "stopping, push again";
              });
    };
  }

  static Answer to(Reason reason) {
    int status =
        switch (reason) {
          case SIGNATURE_MISSING, SIGNATURE_WRONG, PLAINTEXT_REFUSED -> 403;
          case QUERY_MALFORMED, BODY_EMPTY, ENVELOPE_MALFORMED -> 400;
          case UNDECRYPTABLE, APP_ID_WRONG, EVENT_UNREADABLE -> UNOPENED.status;
        };
    return status == UNOPENED.status
        ? UNOPENED
        : new Answer(status, "refused: " + reason.name().toLowerCase(Locale.ROOT));
  }
}
