package io.xiaoer.receive;

import io.xiaoer.shop.ShopId;

/** Whether a push may come from where it comes; asked before its body is read. */
interface AddressGate {

  /** What follows from an address. */
  enum Passage {
    /** It is one of the platform's, or nobody asks. */
    OPEN,
    /** It is none of the platform's; that is only told. */
    TOLD,
    /** It is none of the platform's, and the push is refused. */
    SHUT
  }

  /** {@code address} as the servlet container gives it. Must not block. */
  Passage passage(ShopId shop, String address);

  /** Whether the platform itself names this address for the shop. Must not block. */
  default boolean isListed(ShopId shop, String address) {
    return false;
  }
}
