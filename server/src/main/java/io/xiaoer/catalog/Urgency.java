package io.xiaoer.catalog;

/** How soon a look-up should be made; the lowest rank goes first. */
enum Urgency {
  /** Somebody waits in front of the page. */
  ASKED(0),
  /** A card is in a chat. */
  SHOWN(1),
  /** The log tells that something known has changed. */
  CHANGED(2),
  /** Nobody has asked yet. */
  AHEAD(3);

  private final int rank;

  Urgency(int rank) {
    this.rank = rank;
  }

  /** As the tables keep it. */
  int rank() {
    return rank;
  }

  static Urgency of(int rank) {
    for (Urgency urgency : values()) {
      if (urgency.rank == rank) {
        return urgency;
      }
    }
    throw new IllegalArgumentException("rank: " + rank);
  }
}
