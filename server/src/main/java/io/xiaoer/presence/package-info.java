/**
 * Which users are connected, over all nodes, by a page or by a telephone. What they say of
 * themselves (online, away, offline) belongs to {@code staff}.
 */
@ApplicationModule(allowedDependencies = {"cluster", "store"})
@NullMarked
package io.xiaoer.presence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
