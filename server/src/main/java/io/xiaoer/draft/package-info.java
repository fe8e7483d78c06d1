/**
 * Answers that somebody is still writing, one for each user and conversation; they outlive a
 * browser. It sends nothing.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "conversation",
      "disclosure",
      "erasure",
      "shop",
      "store"
    })
@NullMarked
package io.xiaoer.draft;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
