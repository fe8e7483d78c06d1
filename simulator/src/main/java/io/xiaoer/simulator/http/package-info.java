/** The thin layer over Jetty: a call in, an answer out. Knows nothing of the platform. */
@NullMarked
package io.xiaoer.simulator.http;

import org.jspecify.annotations.NullMarked;
