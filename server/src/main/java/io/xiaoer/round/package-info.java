/**
 * Rounds: what a customer asked and what a person answered, for figures. They are made from the
 * events of conversations by a reader of their own, and can be made anew from nothing.
 */
@ApplicationModule(
    allowedDependencies = {"cluster", "conversation", "disclosure", "log", "shop", "store"})
@NullMarked
package io.xiaoer.round;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
