/**
 * Conversations as files that other programs and people open: CSV for a table, one HTML page for
 * reading. A file is written while it is read, a page of messages at a time, and holds neither a
 * transaction nor much memory for a slow reader. It does not decide who may have what.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "conversation",
      "customer",
      "disclosure",
      "masking",
      "media",
      "shop",
      "staff"
    })
@NullMarked
package io.xiaoer.export;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
