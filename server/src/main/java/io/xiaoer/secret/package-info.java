/**
 * Secrets at rest: what is sealed with the installation's key, and the key's own file. It knows
 * nothing of what the secrets are for.
 */
@ApplicationModule(allowedDependencies = "store")
@NullMarked
package io.xiaoer.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
