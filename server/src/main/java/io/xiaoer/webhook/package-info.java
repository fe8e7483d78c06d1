/**
 * Webhooks: every event to each address that asked for it, signed, in order for each customer,
 * until it is taken or a person gives it up. Each address has its own place in the log and in the
 * events of conversations, so one that fails or is slow holds up nobody else.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "cloudevent",
      "cluster",
      "conversation",
      "disclosure",
      "duework",
      "erasure",
      "log",
      "outbound",
      "retention",
      "secret",
      "shop",
      "staff",
      "store"
    })
@NullMarked
package io.xiaoer.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
