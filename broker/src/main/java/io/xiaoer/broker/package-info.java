/** A real Kafka broker for tests: a process that can be killed and started again. */
@NullMarked
package io.xiaoer.broker;

import org.jspecify.annotations.NullMarked;
