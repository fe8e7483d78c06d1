/**
 * Shares the queue out among the people who are there: each shop's rules, who gets whom and why
 * somebody waits, and what becomes of a conversation that is given to somebody and not answered.
 * {@code conversation} keeps who serves whom; here is only decided.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "change",
      "cluster",
      "conversation",
      "hours",
      "presence",
      "round",
      "shop",
      "staff",
      "store"
    })
@NullMarked
package io.xiaoer.assignment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
