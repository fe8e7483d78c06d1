package io.xiaoer.send;

import io.xiaoer.conversation.AnswerTable.Added;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.ConversationJson;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.send.Answers.Replied;
import io.xiaoer.send.Answers.Reply;
import io.xiaoer.shop.Shops;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** The one way of an answer that somebody asks for: checked, reviewed, queued or refused. */
public final class AnswerIntake {
  private final Answers answers;
  private final Conversations conversations;
  private final List<AnswerCheck> checks;
  private final List<AnswerReview> reviews;
  private final Shops shops;
  private final InstantSource clock;

  AnswerIntake(
      Answers answers,
      Conversations conversations,
      List<AnswerCheck> checks,
      List<AnswerReview> reviews,
      Shops shops,
      InstantSource clock) {
    this.answers = answers;
    this.conversations = conversations;
    this.checks = List.copyOf(checks);
    this.reviews = List.copyOf(reviews);
    this.shops = shops;
    this.clock = clock;
  }

  /**
   * Queues an answer and gives its message, as the API shows it; or throws an {@link
   * io.xiaoer.api.ApiProblem}. One that is repeated under its client_id gives the same message.
   *
   * @param confirmed its writer was asked about its words, and sends it all the same
   * @param others what else is asked and told about this answer, beside every review
   */
  public ObjectNode take(
      Conversation conversation,
      Reply reply,
      boolean confirmed,
      List<AnswerReview.Finding> others) {
    AnswerRefusals.requireShop(shops, conversation.shop());
    checks.forEach(check -> check.check(conversation, reply.content()));
    List<AnswerReview.Finding> findings =
        Stream.concat(
                reviews.stream().flatMap(review -> review.review(conversation, reply).stream()),
                others.stream())
            .toList();
    if (!findings.isEmpty() && !answers.isKnown(reply)) {
      findings.forEach(finding -> finding.refuse(confirmed));
    }
    return switch (answers.reply(reply, findings)) {
      case Replied.Decided(Added.Kept(long messageId, boolean _)) -> view(messageId);
      case Replied.Decided(Added declined) -> throw AnswerRefusals.of(declined, clock.instant());
      case Replied.Unfit(Attachments.Objection why) -> throw AnswerRefusals.of(why);
      case Replied.ReplacedHasLeft _ -> throw AnswerRefusals.replacedHasLeft();
    };
  }

  private ObjectNode view(long messageId) {
    return ConversationJson.message(conversations.messagesByIds(List.of(messageId)).getFirst());
  }
}
