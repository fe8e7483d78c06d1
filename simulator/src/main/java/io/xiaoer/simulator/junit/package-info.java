/**
 * A platform for each test, as a JUnit extension. The only room that needs JUnit; nothing else
 * depends on it.
 */
@NullMarked
package io.xiaoer.simulator.junit;

import org.jspecify.annotations.NullMarked;
