/**
 * Calls people who have no page of the desk open: who is told when that a customer waits, and the
 * operator of what is wrong with the server, by robots of group chats, by Bark or by a webhook. It
 * never sends what a customer wrote, and it does not decide who serves whom.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "cluster",
      "conversation",
      "disclosure",
      "duework",
      "erasure",
      "health",
      "hours",
      "outbound",
      "platform",
      "presence",
      "quarantine",
      "secret",
      "send",
      "settings",
      "shop",
      "staff",
      "store",
      "webhook",
      "webpush"
    })
@NullMarked
package io.xiaoer.notice;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
