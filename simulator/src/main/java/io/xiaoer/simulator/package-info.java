/**
 * The platform in a box: the door for tests ({@link io.xiaoer.simulator.Platform}) and the command
 * line. It wires the rooms below and decides nothing itself.
 */
@NullMarked
package io.xiaoer.simulator;

import org.jspecify.annotations.NullMarked;
