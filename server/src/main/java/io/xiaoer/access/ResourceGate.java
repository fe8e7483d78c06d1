package io.xiaoer.access;

import io.xiaoer.shop.Shop;
import io.xiaoer.shop.Shops;

/**
 * Hides things of shops that a caller does not see. A bean of this kind stands before every route
 * that begins with {@code prefix} and goes on with an id, like {@code /api/v1/conversations/}
 * before {@code /api/v1/conversations/{id}/messages}: what does not pass is not there (404),
 * whether it exists or not.
 *
 * @param prefix of the path, with the slash before the id
 * @param thing what stands there, for the answer: {@code conversation}
 */
public record ResourceGate(String prefix, String thing, Check check) {

  /** False for what does not exist, too. */
  @FunctionalInterface
  public interface Check {
    boolean passes(Caller caller, String id);
  }

  /** For paths with a shop's id. */
  public static ResourceGate ofShops(String prefix, Shops shops) {
    return new ResourceGate(
        prefix,
        "shop",
        (caller, id) -> shops.find(id).map(Shop::id).filter(caller::sees).isPresent());
  }
}
