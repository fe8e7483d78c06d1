/** The description of the API as JSON and as a page, for those who write programs against it. */
@ApplicationModule(allowedDependencies = "access")
@NullMarked
package io.xiaoer.openapi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
