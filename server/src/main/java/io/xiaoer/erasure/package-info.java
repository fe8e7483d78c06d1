/**
 * Removes one customer's content everywhere (PIPL, articles 47 and 50): keeps the request, has
 * every feature erase its own in an order that survives a crash, and says what was done. It knows
 * no table but its own and decides nothing about how long anything is kept; what left this server,
 * as a backup or a webhook's receiver has it, it cannot reach.
 */
@ApplicationModule(allowedDependencies = {"access", "api", "audit", "cluster", "shop", "store"})
@NullMarked
package io.xiaoer.erasure;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
