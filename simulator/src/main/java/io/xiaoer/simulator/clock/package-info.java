/**
 * Time: when it is and what is due. Nothing else in the simulator asks the machine for the time.
 */
@NullMarked
package io.xiaoer.simulator.clock;

import org.jspecify.annotations.NullMarked;
