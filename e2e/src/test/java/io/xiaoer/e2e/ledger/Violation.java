package io.xiaoer.e2e.ledger;

/** Something that must never be seen. */
record Violation(Kind kind, String detail) {
  enum Kind {
    LOST_FROM_THE_LOG("acknowledged and not in the log"),
    TWICE_IN_THE_LOG("more than once in the log"),
    NEVER_PUSHED("in the log and never pushed"),
    OTHER_CONTENT("in the log with other content than was pushed"),
    ENTRY_CHANGED("an entry that was read before is gone or another one"),
    SHOWN_LATE("an entry appeared before one that had been read"),
    LOST_FROM_THE_CONVERSATIONS("in the log and in no conversation"),
    TWICE_IN_THE_CONVERSATIONS("more than once in the conversations"),
    OUT_OF_ORDER("a conversation is not in the order of msg_id"),
    WRONG_SUCCESS("200 with another body than success"),
    TAKEN_OVER_LATE(
        "the other node took over later than %d s".formatted(Times.TAKEOVER_SECONDS_MAX)),
    ACKNOWLEDGED_LATE(
        "a node acknowledged again later than %d s after the promotion"
            .formatted(Times.ACKNOWLEDGED_SECONDS_MAX)),
    STANDS_STILL(
        "not all went on within %d s after the promotion".formatted(Times.GOES_ON_SECONDS_MAX)),
    NOT_STARTED(
        "the server did not come up again within %d s".formatted(Times.RESTART_SECONDS_MAX));

    final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  @Override
  public String toString() {
    return kind.text + ": " + detail;
  }
}
