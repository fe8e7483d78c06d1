package io.xiaoer.assist;

/**
 * Leaves out what a model writes between {@code <think>} and {@code </think>} before its answer, as
 * some do where the host does not tell the two apart.
 */
final class Thinking {
  private static final String OPENS = "<think>";
  private static final String CLOSES = "</think>";

  private final StringBuilder held = new StringBuilder();
  private State state = State.BEFORE;

  private enum State {
    BEFORE,
    INSIDE,
    BEHIND
  }

  /** What of the answer is certain by now. */
  String pass(String piece) {
    if (state == State.BEHIND) {
      return piece;
    }
    held.append(piece);
    if (state == State.BEFORE) {
      String begun = held.toString().stripLeading();
      if (OPENS.startsWith(begun)) {
        return ""; // It may become one.
      }
      if (!begun.startsWith(OPENS)) {
        return behind(begun);
      }
      state = State.INSIDE;
    }
    int end = held.indexOf(CLOSES);
    if (end < 0) {
      int kept = Math.min(held.length(), CLOSES.length() - 1);
      held.delete(0, held.length() - kept);
      return "";
    }
    return behind(held.substring(end + CLOSES.length()).stripLeading());
  }

  private String behind(String answer) {
    state = State.BEHIND;
    held.setLength(0);
    return answer;
  }

  /** What was held because it might have become more. */
  String end() {
    return state == State.BEFORE ? held.toString() : "";
  }
}
