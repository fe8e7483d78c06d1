package io.xiaoer.disclosure;

import io.xiaoer.shop.ShopId;

/**
 * Whose content is given out.
 *
 * @param by {@code Caller.name()}, for what says who made it
 * @param language of what people read in it: {@code zh-CN} or {@code en}
 */
public record DisclosedCustomer(
    long conversationId, ShopId shop, String openId, String by, String language) {

  /** Not the customer. */
  @Override
  public String toString() {
    return "DisclosedCustomer[conversation " + conversationId + "]";
  }
}
