package io.xiaoer.catalog;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.catalog.Catalog.Standing;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.send.AnswerCheck;
import org.springframework.http.HttpStatus;

/**
 * No customer is shown another customer's order. Orders that were never looked up pass: the
 * platform has the last word on them.
 */
final class OrderCheck implements AnswerCheck {
  private final Catalog catalog;

  OrderCheck(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void check(Conversation conversation, MessageBody.Sendable content) {
    if (content instanceof MessageBody.OrderShare(String orderId)) {
      check(conversation, orderId);
    }
  }

  private void check(Conversation conversation, String orderId) {
    switch (catalog.standing(conversation.shop(), orderId)) {
      case Standing.Of(String openId) -> {
        if (!openId.equals(conversation.openId())) {
          throw ApiProblem.of(
              HttpStatus.UNPROCESSABLE_CONTENT,
              "order_of_another",
              "order_id: another customer's order, which this one must not see");
        }
      }
      case Standing.Absent _ ->
          throw ApiProblem.of(
              HttpStatus.UNPROCESSABLE_CONTENT,
              "no_such_order",
              "order_id: the platform tells of no such order of this shop");
      case Standing.Unknown _ -> {}
    }
  }
}
