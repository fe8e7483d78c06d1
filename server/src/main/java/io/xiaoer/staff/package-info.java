/**
 * People and machines that may use the desk: who they are, how they log in, what they may do and
 * which shops they see, and the door every request goes through. It does not know what they work
 * on.
 *
 * <p>For who writes a controller: say with {@code @RequiresPermission} what a route asks for; take
 * a parameter {@code ShopSet} and read of nothing else; bring a {@code ResourceGate} for what has
 * an id in the path and belongs to a shop (conversations, messages and shops have theirs). {@code
 * EveryRouteTest} walks all routes and fails on what was forgotten.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "change",
      "cluster",
      "presence",
      "secret",
      "settings",
      "shop",
      "store"
    })
@NullMarked
package io.xiaoer.staff;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
