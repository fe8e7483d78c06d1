/**
 * Pictures, videos and files behind download URLs. Kept in memory, as long as the platform keeps
 * them.
 */
@NullMarked
package io.xiaoer.simulator.media;

import org.jspecify.annotations.NullMarked;
