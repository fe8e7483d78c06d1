/** Measurements, each against a peer or a limit in the same run. Nothing depends on this. */
@NullMarked
package io.xiaoer.bench;

import org.jspecify.annotations.NullMarked;
