/** The page itself: its addresses, and how long a browser may keep its parts. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.xiaoer.desk;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
