/**
 * The HTTP connector and what keeps it open for pushes whatever happens at the desk: deadlines for
 * slow connections, shedding when there are too many, bounded bodies, and a bounded number of desk
 * requests at the same time. Knows neither shops nor people, and nothing of what a request means
 * beyond its path.
 */
@ApplicationModule(allowedDependencies = {"api", "settings"})
@NullMarked
package io.xiaoer.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
