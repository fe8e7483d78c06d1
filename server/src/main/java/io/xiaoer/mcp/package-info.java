/**
 * A door for agents of others: the Model Context Protocol at {@code POST /mcp}, by API keys. Each
 * tool stands on the service that the REST route beside it stands on, and behind the same
 * permission and the same gate. All text of customers passes one place that marks it as data. It
 * keeps no session and no text; where it is not switched on, nothing of the protocol's library is
 * loaded.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "assist",
      "audit",
      "catalog",
      "conversation",
      "masking",
      "proposal",
      "report",
      "search",
      "send",
      "settings",
      "shop",
      "store"
    })
@NullMarked
package io.xiaoer.mcp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
