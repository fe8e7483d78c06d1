/**
 * What the person who runs the server is told: which nodes there are, when one was last alive, and
 * what an outage of ours may cost. It watches; it changes nothing of how messages are received.
 */
@ApplicationModule(
    allowedDependencies = {"access", "cluster", "log", "receive", "settings", "shop", "store"})
@NullMarked
package io.xiaoer.health;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
