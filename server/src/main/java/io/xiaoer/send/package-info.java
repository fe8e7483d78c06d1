/**
 * The outbox: answers on their way to the platform. An answer is a row before it is tried, one
 * customer's answers leave in order, and what is said of it is what is known. It does not read the
 * log and does not decide who may answer.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "change",
      "cluster",
      "conversation",
      "duework",
      "log",
      "shop",
      "store",
      "telemetry",
      "wechat"
    })
@NullMarked
package io.xiaoer.send;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
