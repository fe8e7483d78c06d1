package io.xiaoer.e2e.ledger;

/** What another system was sent otherwise than was promised. */
record SentFlaw(Kind kind, String what) {
  enum Kind {
    MISSING("in the log and never arrived"),
    TWO_IDS("arrived under two ids"),
    OTHER("arrived with another message, or is not in the log"),
    OUT_OF_ORDER("arrived before an earlier one of the same customer"),
    AFTER_THE_END("sent to an address that was disabled");

    final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  @Override
  public String toString() {
    return kind.text + ": " + what;
  }
}
