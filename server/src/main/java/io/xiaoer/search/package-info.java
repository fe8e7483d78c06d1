/**
 * Finding messages: by what they say, by the ids they show, by customer, agent, shop, kind and day.
 * It follows the messages with a cursor of its own, at leisure, and keeps an index of numbers; what
 * is found is read from the messages themselves. It changes no message, and looks at nothing but
 * messages: not at notes, files or the titles of products.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "cluster",
      "conversation",
      "erasure",
      "log",
      "shop",
      "store"
    })
@NullMarked
package io.xiaoer.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
