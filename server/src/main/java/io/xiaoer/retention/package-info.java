/**
 * How long what is kept: the rule for each kind, what a rule would delete before it holds, and the
 * daily sweep that deletes in small pieces what is old and needed by nobody. It owns no content and
 * knows none: every feature finds and deletes its own, and whoever still needs something says so.
 */
@ApplicationModule(allowedDependencies = {"access", "api", "audit", "cluster", "store"})
@NullMarked
package io.xiaoer.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
