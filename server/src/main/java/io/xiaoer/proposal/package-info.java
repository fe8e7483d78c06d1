/**
 * Answers that programs of others propose: kept beside their conversation until somebody has
 * written into it, shown above the composer with their origin, and marked as a draft of a model is.
 * It sends nothing; a person puts a proposal into the composer or throws it away.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "assist",
      "change",
      "cluster",
      "conversation",
      "disclosure",
      "erasure",
      "store"
    })
@NullMarked
package io.xiaoer.proposal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
