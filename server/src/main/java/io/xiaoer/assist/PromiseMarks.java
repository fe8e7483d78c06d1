package io.xiaoer.assist;

import io.xiaoer.conversation.Conversation;
import java.util.List;

/** The check of drafts, for what other programs write to a customer. */
public final class PromiseMarks {
  private final Talks talks;

  PromiseMarks(Talks talks) {
    this.talks = talks;
  }

  /** What somebody has to look at in {@code text}: what the shop has not stated. */
  public List<Promise> in(Conversation conversation, String text) {
    return PromiseCheck.check(text, talks.read(conversation, "").facts());
  }
}
