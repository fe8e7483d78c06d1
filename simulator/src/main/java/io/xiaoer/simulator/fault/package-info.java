/**
 * What can go wrong on the platform's side, on demand. A fault is a value; the rooms it concerns
 * act on it.
 */
@NullMarked
package io.xiaoer.simulator.fault;

import org.jspecify.annotations.NullMarked;
