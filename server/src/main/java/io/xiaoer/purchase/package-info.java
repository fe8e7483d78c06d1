/**
 * Which orders were paid, by whom and when, as the platform's events say; for figures. It asks the
 * platform nothing, and knows nothing of what became of an order after it was paid.
 */
@ApplicationModule(
    allowedDependencies = {"cluster", "disclosure", "erasure", "log", "shop", "store"})
@NullMarked
package io.xiaoer.purchase;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
