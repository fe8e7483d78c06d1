/**
 * Pushes that are genuine but could not be read, most often because a key had just changed. They
 * are kept as they came, sealed, and read again when the shop's keys change; what can be read then
 * goes into the log like any other. It does not decide what the push URL answers.
 */
@ApplicationModule(
    allowedDependencies = {"access", "api", "audit", "cluster", "log", "secret", "shop", "store"})
@NullMarked
package io.xiaoer.quarantine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
