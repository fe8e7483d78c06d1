/** Reads the configuration file and names file, key and mend when it is wrong. Starts nothing. */
@NullMarked
package io.xiaoer.simulator.config;

import org.jspecify.annotations.NullMarked;
