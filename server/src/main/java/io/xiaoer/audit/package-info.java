/**
 * Who did what: one line for each deed that somebody may have to answer for, written in the
 * transaction that does it. It holds names, ids and settings, never a secret and never what a
 * customer or an agent has written; and it decides nothing.
 */
@ApplicationModule(allowedDependencies = {"access", "api", "store"})
@NullMarked
package io.xiaoer.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
