package io.xiaoer.e2e.ledger;

/** What automatic replies must never do. */
record ReplyFlaw(Kind kind, String detail) {
  enum Kind {
    MISSING("due and never told"),
    TWICE("told twice"),
    UNASKED("told without a cause"),
    TOO_MANY("more messages than the customer wrote");

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
