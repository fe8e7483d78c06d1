/**
 * What several nodes on one database share: the lease that lets one of them do what only one may,
 * the signals between them, one clock, and the loop of whatever works beside requests. A single
 * node has the same, without a wire. It knows no table of a feature.
 */
@ApplicationModule(allowedDependencies = "store")
@NullMarked
package io.xiaoer.cluster;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
