/**
 * The order in which things changed, for whoever shows them and was away. A change points at what
 * changed and holds nothing of it; features note theirs in the transaction that makes it.
 */
@ApplicationModule(allowedDependencies = {"cluster", "store"})
@NullMarked
package io.xiaoer.change;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
