/**
 * After-sales orders and disputes beside the chat: what the platform's events say of them, and
 * whose they are, which the events do not say. A case is found by its order's number: in what the
 * platform said of the order, in what was paid, or in a card that the customer sent. It decides
 * nothing, and accepts or refuses nothing at the platform; people do that in the platform's own
 * pages.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "catalog",
      "change",
      "cluster",
      "conversation",
      "disclosure",
      "erasure",
      "log",
      "shop",
      "store"
    })
@NullMarked
package io.xiaoer.aftersales;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
