/**
 * Brings events to a shop's push URL, again and again by the published schedule. Knows nothing of
 * what an event means.
 */
@NullMarked
package io.xiaoer.simulator.push;

import org.jspecify.annotations.NullMarked;
