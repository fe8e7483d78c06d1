/**
 * The probe: asks a push URL, whoever wrote it, whether it is ready for the switch to API mode. It
 * plays the platform from outside and judges only by what the platform would see; it neither looks
 * into a server's database nor calls the platform.
 */
@NullMarked
package io.xiaoer.simulator.probe;

import org.jspecify.annotations.NullMarked;
