package io.xiaoer.send;

import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.MessageBody;

/**
 * What another feature knows against an answer: an order of somebody else, a file of another shop.
 * Every bean of this kind is asked before an answer is accepted.
 */
@FunctionalInterface
public interface AnswerCheck {
  /** Throws an {@link io.xiaoer.api.ApiProblem} when the answer must not be accepted. */
  void check(Conversation conversation, MessageBody.Sendable content);
}
