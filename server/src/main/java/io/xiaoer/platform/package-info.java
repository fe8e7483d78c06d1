/**
 * What the platform's events say of the platform itself: changes of its API, and whether it is
 * closing a shop. It asks the platform nothing and stops nothing; people read it.
 */
@ApplicationModule(
    allowedDependencies = {"access", "api", "audit", "change", "cluster", "log", "shop", "store"})
@NullMarked
package io.xiaoer.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
