/**
 * When a shop is open: weekly spans, the calendar of public holidays, exceptions. Whether it is
 * open is computed whenever somebody asks, and kept nowhere, so that what is changed today counts
 * today.
 */
@ApplicationModule(allowedDependencies = {"access", "api", "audit", "shop", "store"})
@NullMarked
package io.xiaoer.hours;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
