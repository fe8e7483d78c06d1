/**
 * Hides telephone numbers from roles that need none: in every answer of the API, on the live
 * connection and in exports. What is kept is not changed, and pictures are as they are.
 */
@ApplicationModule(allowedDependencies = {"access", "api", "audit", "cluster", "store"})
@NullMarked
package io.xiaoer.masking;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
