/**
 * What open desks are told as it happens, over a WebSocket: changes of conversations and messages,
 * who looks and who types. A desk that falls behind loads its lists anew.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "change",
      "cluster",
      "conversation",
      "masking",
      "presence",
      "settings",
      "shop",
      "staff",
      "store"
    })
@NullMarked
package io.xiaoer.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
