package io.xiaoer.assist;

import io.xiaoer.assist.OfferedDrafts.Offered;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.Origin;
import io.xiaoer.send.AnswerReview;
import io.xiaoer.send.Answers.Reply;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts what became of a draft when an answer is taken that was made from it, and how long the
 * customer had waited for it, beside answers without one. It objects to nothing.
 */
final class DraftUse implements AnswerReview {
  private final Database database;
  private final OfferedDrafts offered;

  DraftUse(Database database, OfferedDrafts offered) {
    this.database = database;
    this.offered = offered;
  }

  /** What an answer has made of a draft. */
  sealed interface Use {
    record None() implements Use {}

    record Unchanged(LocalDate day) implements Use {}

    record Changed(LocalDate day, int chars) implements Use {}

    /** The draft's text is forgotten. */
    record Unknown() implements Use {}
  }

  @Override
  public Optional<Finding> review(Conversation conversation, Reply reply) {
    boolean ofPerson =
        switch (reply.origin()) {
          case Origin.Person _, Origin.Assist _ -> !reply.automatic();
          case Origin.Api _, Origin.Auto _ -> false;
        };
    if (!ofPerson || !database.read(AssistantSettings::read).enabled()) {
      return Optional.empty();
    }
    return Optional.of(new Counted(reply, use(reply), waitingSince(conversation, reply)));
  }

  /** Null where it is not the first answer: one that takes another's place was counted with it. */
  private static @Nullable Instant waitingSince(Conversation conversation, Reply reply) {
    return reply.replaces() == null ? conversation.waitingSince() : null;
  }

  private Use use(Reply reply) {
    String id = reply.draftId();
    if (id == null || !(reply.content() instanceof MessageBody.Text(String content))) {
      return new Use.None();
    }
    Optional<Offered> draft = offered.find(id, reply.conversationId(), reply.by());
    return draft
        .map(one -> use(one, content, reply.replaces() != null))
        .orElseGet(Use.Unknown::new);
  }

  /** {@code joined}: the answer begins with one that was held and is replaced. */
  static Use use(Offered draft, String content, boolean joined) {
    String text = draft.text().strip();
    int distance =
        joined ? EditDistance.ofEnd(text, content.strip()) : EditDistance.of(text, content.strip());
    return distance == 0 ? new Use.Unchanged(draft.day()) : new Use.Changed(draft.day(), distance);
  }

  private final class Counted implements Finding {
    private final Reply reply;
    private final Use use;
    private final @Nullable Instant waitingSince;

    private Counted(Reply reply, Use use, @Nullable Instant waitingSince) {
      this.reply = reply;
      this.use = use;
      this.waitingSince = waitingSince;
    }

    @Override
    public void refuse(boolean confirmed) {}

    @Override
    public void taken(JdbcClient jdbc, Instant at) {
      LocalDate today = DraftCounts.day(at);
      switch (use) {
        case Use.None() -> {}
        case Use.Unchanged(LocalDate day) -> DraftCounts.unchanged(jdbc, day, reply.by());
        case Use.Changed(LocalDate day, int chars) ->
            DraftCounts.changed(jdbc, day, reply.by(), chars);
        case Use.Unknown() -> DraftCounts.unknown(jdbc, today, reply.by());
      }
      if (waitingSince != null && isFirst(jdbc, waitingSince)) {
        Duration waited = Duration.between(waitingSince, at);
        DraftCounts.answered(
            jdbc,
            today,
            reply.by(),
            !(use instanceof Use.None),
            waited.isNegative() ? Duration.ZERO : waited);
      }
      if (reply.draftId() != null) {
        offered.forget(reply.draftId());
      }
    }

    /** Whether nobody has written an answer since the customer began to wait. */
    private boolean isFirst(JdbcClient jdbc, Instant since) {
      return jdbc.sql(
              """
              SELECT created_at FROM message
              WHERE conversation_id = ? AND direction = 'out' AND automatic = 0
                AND client_id <> ?
              ORDER BY sort_key DESC, id DESC LIMIT 1
              """)
          .params(reply.conversationId(), reply.clientId())
          .query(Long.class)
          .optional()
          .filter(last -> last > Micros.of(since))
          .isEmpty();
    }
  }
}
