package io.xiaoer.send;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.NamedConversation;
import io.xiaoer.shop.Shops;
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
  private final AnswerIntake intake;
  private final Conversations conversations;
  private final Shops shops;

  AnswerController(AnswerIntake intake, Conversations conversations, Shops shops) {
    this.intake = intake;
    this.conversations = conversations;
    this.shops = shops;
  }

  @RequiresPermission(Permission.CONVERSATIONS_WRITE)
  @PostMapping("/api/v1/conversations/{id}/messages")
  ResponseEntity<ObjectNode> answer(
      @PathVariable String id,
      @RequestBody NewMessage message,
      @AuthenticationPrincipal Caller caller) {
    Conversation conversation = NamedConversation.find(conversations, id);
    AnswerRefusals.requireShop(shops, conversation.shop());
    return ResponseEntity.status(HttpStatus.ACCEPTED)
        .body(
            intake.take(
                conversation,
                message.read(conversation.id(), caller),
                message.isConfirmed(),
                List.of()));
  }
}
