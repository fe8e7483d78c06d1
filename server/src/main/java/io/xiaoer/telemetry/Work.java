package io.xiaoer.telemetry;

/** What a span is about. The names are fixed, so that nothing of a customer gets into one. */
public enum Work {
  /** A request to the push URL, until it is answered. */
  PUSH("push", Kind.SERVER),
  /** Until the log has it on the disk, or does not. */
  APPEND("log append", Kind.INTERNAL),
  /** An answer, until it is queued; the first of what is told of it. */
  HAND_IN("answer hand-in", Kind.INTERNAL),
  /** One try to have it at the platform, until its outcome is written down. */
  ATTEMPT("answer attempt", Kind.INTERNAL),
  /** The file of an answer, until the platform has it. */
  UPLOAD("platform upload", Kind.CLIENT),
  /** The call by which it leaves. */
  CALL("platform sendmsg", Kind.CLIENT);

  /** By the numbers of the protocol. */
  enum Kind {
    INTERNAL(1),
    SERVER(2),
    CLIENT(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  private final String label;
  private final Kind kind;

  Work(String label, Kind kind) {
    this.label = label;
    this.kind = kind;
  }

  String label() {
    return label;
  }

  Kind kind() {
    return kind;
  }
}
