package io.xiaoer.assist;

import java.util.List;

/** What a model is asked to write. */
sealed interface Task {
  /** An answer to what the customer has said and nobody has answered. */
  record Draft() implements Task {
    @Override
    public String word() {
      return "draft";
    }
  }

  /** One message of what an agent has written and not sent. */
  record Merge(List<String> lines) implements Task {
    public Merge {
      lines = List.copyOf(lines);
    }

    @Override
    public String word() {
      return "merge";
    }

    @Override
    public String toString() {
      return "Merge[" + lines.size() + " lines]";
    }
  }

  /** What a colleague who takes over has to know. It is not for the customer. */
  record Summary() implements Task {
    @Override
    public String word() {
      return "summary";
    }
  }

  /** As metrics and the log name it. */
  String word();
}
