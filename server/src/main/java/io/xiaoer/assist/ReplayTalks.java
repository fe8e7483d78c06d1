package io.xiaoer.assist;

import io.xiaoer.assist.Replay.Played;
import io.xiaoer.assist.Talk.Line;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Message;
import io.xiaoer.conversation.MessageBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was said around an answer, for who judges the draft that stands beside it. */
final class ReplayTalks {
  /** Enough to know what it is about. */
  private static final int LINES_MAX = 8;

  private final Talks talks;
  private final Conversations conversations;

  ReplayTalks(Talks talks, Conversations conversations) {
    this.talks = talks;
    this.conversations = conversations;
  }

  /**
   * @param answer that a person gave; null where it is not there any more
   */
  record Shown(List<Line> lines, @Nullable String answer) {
    @Override
    public String toString() {
      return "Shown[" + lines.size() + " lines]";
    }
  }

  Shown of(Played played) {
    List<Line> lines = talks.linesBefore(played.conversationId(), played.answerId());
    return new Shown(
        lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size()),
        conversations.messagesByIds(List.of(played.answerId())).stream()
            .map(ReplayTalks::words)
            .findFirst()
            .orElse(null));
  }

  private static String words(Message message) {
    return message.body() instanceof MessageBody.Text(String content) ? content : "";
  }
}
