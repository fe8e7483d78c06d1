/**
 * The log for other systems: events in order, by place, with the conversation of each. It reads and
 * never changes the log.
 */
@ApplicationModule(allowedDependencies = {"access", "api", "conversation", "log", "shop", "staff"})
@NullMarked
package io.xiaoer.events;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
