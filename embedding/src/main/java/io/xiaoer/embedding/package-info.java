/**
 * The optional model. The server finds {@link io.xiaoer.embedding.BgeSmallZh} by its name and knows
 * it as a {@link java.util.function.Function}: neither is compiled against the other.
 */
@NullMarked
package io.xiaoer.embedding;

import org.jspecify.annotations.NullMarked;
