/** An application of one class on the starter; docs/starter.md takes it apart. */
@NullMarked
package io.xiaoer.sample;

import org.jspecify.annotations.NullMarked;
