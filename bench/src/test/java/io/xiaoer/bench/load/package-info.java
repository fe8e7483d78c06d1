@NullMarked
package io.xiaoer.bench.load;

import org.jspecify.annotations.NullMarked;
