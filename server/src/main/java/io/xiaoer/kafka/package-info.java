/**
 * Every event to a topic of Kafka, where the configuration names brokers: the same JSON as webhooks
 * are sent, in order for each customer, at least once. It has a place of its own, so brokers that
 * are away hold up nobody. Without brokers nothing of it exists.
 */
@ApplicationModule(
    allowedDependencies = {"cloudevent", "cluster", "log", "retention", "settings", "store"})
@NullMarked
package io.xiaoer.kafka;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
