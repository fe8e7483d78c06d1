package io.xiaoer.assist;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;

/** Forgets drafts about a customer that nobody has sent yet, as far as this node has them. */
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
    return _ -> {};
  }
}
