/**
 * What features tell of how long their work takes, and the way of that and of all metrics to a
 * collector, by OTLP, where the configuration names one. Nothing waits for it: what a collector
 * does not take in time is dropped and counted. It knows no message and no customer.
 */
@ApplicationModule(allowedDependencies = {"cluster", "outbound", "settings", "store"})
@NullMarked
package io.xiaoer.telemetry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
