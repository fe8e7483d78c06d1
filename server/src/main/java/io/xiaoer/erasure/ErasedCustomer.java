package io.xiaoer.erasure;

import io.xiaoer.shop.ShopId;
import java.time.Instant;

/**
 * Whose content is removed.
 *
 * @param conversationId the one that is removed; what the customer writes from now on is in another
 * @param pseudonym random; stands where a row that stays had the openid
 * @param upToSeq of the log: what stands behind it is a new customer's
 */
public record ErasedCustomer(
    long conversationId,
    ShopId shop,
    String openId,
    String pseudonym,
    long upToSeq,
    Instant requestedAt) {

  /** Not the customer. */
  @Override
  public String toString() {
    return "ErasedCustomer[conversation " + conversationId + "]";
  }
}
