/**
 * Reports of service: rates by the rules of several houses, the rounds behind each number, shifts,
 * and when customers come. Everything is made from rounds and logs when it is asked for; kept are
 * only the rules that a team has made for itself.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "assignment",
      "audit",
      "export",
      "hours",
      "presence",
      "purchase",
      "round",
      "shop",
      "staff",
      "store"
    })
@NullMarked
package io.xiaoer.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
