/**
 * Reports of service: rates by the rules of several houses, the rounds behind each number, shifts,
 * and when customers come. Everything is made from rounds and logs when it is asked for; nothing is
 * kept here.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "assignment",
      "export",
      "hours",
      "presence",
      "round",
      "shop",
      "staff",
      "store"
    })
@NullMarked
package io.xiaoer.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
