/**
 * What the people who answer write down about a customer: a note, tags, a star, and that nobody is
 * to be called for him. It changes no message, keeps none back and tells the platform nothing; the
 * customer does not learn of it.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "change",
      "cluster",
      "conversation",
      "disclosure",
      "erasure",
      "masking",
      "shop",
      "store"
    })
@NullMarked
package io.xiaoer.customer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
