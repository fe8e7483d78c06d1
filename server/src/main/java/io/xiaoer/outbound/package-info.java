/**
 * Calls to addresses that people have entered: which may be called, and a call that ends in time
 * whatever the other side does, answered at once or line by line. It does not know what is sent.
 */
@ApplicationModule(allowedDependencies = {"api", "settings"})
@NullMarked
package io.xiaoer.outbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
