/**
 * The log: every acknowledged event once, durable, in order. It appends, recognises what it already
 * has, and hands entries to readers; it does not know what an event means, and no reader is ever
 * called from the push path.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "cluster",
      "disclosure",
      "erasure",
      "retention",
      "shop",
      "store"
    })
@NullMarked
package io.xiaoer.log;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
