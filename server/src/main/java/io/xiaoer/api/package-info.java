/**
 * What all controllers share: how a request is refused, how its parameters are read, and how a
 * failure becomes problem details. It knows no feature and no shop, and decides nothing about who
 * may do what.
 */
@ApplicationModule(allowedDependencies = "store")
@NullMarked
package io.xiaoer.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
