package io.xiaoer.assist;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;

/**
 * Forgets drafts about a customer that nobody has sent yet, as far as this node has them, and those
 * that were made of their rounds to judge a model.
 */
final class AssistErasure implements ErasesCustomer {
  private final OfferedDrafts offered;

  AssistErasure(OfferedDrafts offered) {
    this.offered = offered;
  }

  @Override
  public String name() {
    return "assist";
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    offered.forgetAllOf(who.conversationId());
    return jdbc -> ReplayTable.forget(jdbc, who.conversationId());
  }
}
