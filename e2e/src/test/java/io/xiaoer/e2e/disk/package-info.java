/**
 * A disk that fails on request and forgets what was not synced, below a program that knows nothing
 * of it. It models files and names as the program wrote them through libc, not a file system.
 */
@NullMarked
package io.xiaoer.e2e.disk;

import org.jspecify.annotations.NullMarked;
