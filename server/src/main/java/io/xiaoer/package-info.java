/** The server: wires the features and starts them. What they do stands in their own packages. */
@NullMarked
package io.xiaoer;

import org.jspecify.annotations.NullMarked;
