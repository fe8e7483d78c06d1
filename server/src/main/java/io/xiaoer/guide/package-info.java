/**
 * The way from a new server to the switch: what is still missing, the checks that say so, and a
 * test message that takes the way of a real one. It asks the features that know; it changes none of
 * them, and nothing depends on what it found.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "backup",
      "health",
      "log",
      "outbound",
      "settings",
      "shop",
      "staff",
      "store",
      "wechat"
    })
@NullMarked
package io.xiaoer.guide;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
