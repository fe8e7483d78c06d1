/**
 * The load driver: starts the server and the peers as processes, pushes to them, and keeps what it
 * measured as JSON. It never judges one figure alone; contestants take turns in one run.
 */
@NullMarked
package io.xiaoer.bench.load;

import org.jspecify.annotations.NullMarked;
