package io.xiaoer.suggest;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;

/**
 * Takes away that a customer was given answers, and what was made of their questions. An answer
 * that was theirs alone goes; one that is left to a single other customer becomes theirs alone, and
 * its text goes.
 */
final class SuggestionErasure implements ErasesCustomer {

  @Override
  public String name() {
    return "suggest";
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc -> SuggestionTable.forget(jdbc, who.conversationId());
  }
}
