/**
 * What the browser and other systems are given: REST, the live WebSocket, and the page itself. It
 * translates; what things mean is decided in the features behind it.
 */
@NullMarked
package io.xiaoer.desk;

import org.jspecify.annotations.NullMarked;
