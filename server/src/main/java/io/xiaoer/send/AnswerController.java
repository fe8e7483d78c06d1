package io.xiaoer.send;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.conversation.AnswerTable.Added;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.ConversationJson;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.NamedConversation;
import io.xiaoer.send.Answers.Replied;
import io.xiaoer.send.Answers.Reply;
import io.xiaoer.shop.Shops;
import java.time.InstantSource;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Answering a customer. */
@RestController
class AnswerController {
  private final Answers answers;
  private final Conversations conversations;
  private final List<AnswerCheck> checks;
  private final List<AnswerReview> reviews;
  private final Shops shops;
  private final InstantSource clock;

  AnswerController(
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

  @RequiresPermission(Permission.CONVERSATIONS_WRITE)
  @PostMapping("/api/v1/conversations/{id}/messages")
  ResponseEntity<ObjectNode> answer(
      @PathVariable String id,
      @RequestBody NewMessage message,
      @AuthenticationPrincipal Caller caller) {
    Conversation conversation = NamedConversation.find(conversations, id);
    AnswerRefusals.requireShop(shops, conversation.shop());
    Reply reply = message.read(conversation.id(), caller);
    checks.forEach(check -> check.check(conversation, reply.content()));
    List<AnswerReview.Finding> findings =
        reviews.stream().flatMap(review -> review.review(conversation, reply).stream()).toList();
    if (!findings.isEmpty() && !answers.isKnown(reply)) {
      findings.forEach(finding -> finding.refuse(message.isConfirmed()));
    }
    return switch (answers.reply(reply, findings)) {
      case Replied.Decided(Added.Kept(long messageId, boolean _)) ->
          ResponseEntity.status(HttpStatus.ACCEPTED).body(view(messageId));
      case Replied.Decided(Added declined) -> throw AnswerRefusals.of(declined, clock.instant());
      case Replied.Unfit(Attachments.Objection why) -> throw AnswerRefusals.of(why);
      case Replied.ReplacedHasLeft _ -> throw AnswerRefusals.replacedHasLeft();
    };
  }

  private ObjectNode view(long messageId) {
    return ConversationJson.message(conversations.messagesByIds(List.of(messageId)).getFirst());
  }
}
