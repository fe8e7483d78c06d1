/**
 * Product and order cards: what the platform says of the products and orders that customers share,
 * kept and refreshed when the log tells of a change or when a card is shown and old. It reads the
 * log with a cursor of its own; it asks the platform at a pace that leaves the shop's allowance to
 * the answers, and never to have an address unmasked. It neither sends messages nor decides who may
 * see a card.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "change",
      "cluster",
      "conversation",
      "disclosure",
      "duework",
      "erasure",
      "log",
      "media",
      "send",
      "shop",
      "store",
      "wechat"
    })
@NullMarked
package io.xiaoer.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
