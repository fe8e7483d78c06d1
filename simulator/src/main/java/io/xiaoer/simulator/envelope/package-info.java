/**
 * Writes what the platform sends: the event's clear text, its encryption and its signatures. It
 * never reads an envelope, and shares no code with the SDK, so that both cannot be wrong alike.
 */
@NullMarked
package io.xiaoer.simulator.envelope;

import org.jspecify.annotations.NullMarked;
