/**
 * Events as other systems are given them by whatever way: which there are, of what they are made,
 * and their JSON. It sends nothing and keeps nothing.
 */
@ApplicationModule(allowedDependencies = {"conversation", "events", "log", "shop", "store"})
@NullMarked
package io.xiaoer.cloudevent;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
