/** What the platform says when it refuses a call. Decides nothing. */
@NullMarked
package io.xiaoer.simulator.error;

import org.jspecify.annotations.NullMarked;
