/**
 * What could be answered, shown to the agent while a customer waits: the team's phrases, and
 * answers that people of the shop have given to several customers. It keeps such answers and what
 * they were given to, without a customer's words, and compares either words or, where the optional
 * model is there, meanings. It sends nothing, writes nothing by itself and asks no other machine.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "change",
      "cluster",
      "conversation",
      "erasure",
      "log",
      "phrase",
      "settings",
      "shop",
      "store"
    })
@NullMarked
package io.xiaoer.suggest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
