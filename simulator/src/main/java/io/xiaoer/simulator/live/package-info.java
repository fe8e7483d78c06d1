/** Tells whoever watches (the pages, a waiting test) that something changed. Keeps nothing. */
@NullMarked
package io.xiaoer.simulator.live;

import org.jspecify.annotations.NullMarked;
