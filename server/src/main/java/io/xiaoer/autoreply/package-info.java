/** Automatic replies: what is said by itself, and when. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.xiaoer.autoreply;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
