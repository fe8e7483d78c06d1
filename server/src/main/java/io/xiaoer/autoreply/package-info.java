/**
 * Automatic replies: the rules of the shops, the one composer that decides what a customer's
 * messages are answered with, and the log of what it decided. It sends by {@code send} like
 * everybody, and never assigns, closes or opens a conversation.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "change",
      "cluster",
      "conversation",
      "customer",
      "disclosure",
      "duework",
      "erasure",
      "hours",
      "log",
      "media",
      "send",
      "shop",
      "staff",
      "store",
      "wording"
    })
@NullMarked
package io.xiaoer.autoreply;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
