/**
 * Shops as administrators see and change them: secrets, push address, what was pushed last. It
 * stands above the features that it asks; what a shop is is decided in {@link io.xiaoer.shop}.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "change",
      "conversation",
      "health",
      "platform",
      "receive",
      "settings",
      "shop",
      "store",
      "wechat"
    })
@NullMarked
package io.xiaoer.shopadmin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
