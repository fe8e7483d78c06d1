/**
 * Filters that people keep under a name, for themselves or for all. It keeps what the desk asks
 * with and does not ask: what a filter finds is decided where it is used, by what its user may see.
 */
@ApplicationModule(allowedDependencies = {"access", "api", "change", "erasure", "store"})
@NullMarked
package io.xiaoer.savedfilter;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
