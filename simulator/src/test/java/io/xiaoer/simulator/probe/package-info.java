/** The probe against servers that are wrong on purpose, and against one that is right. */
@NullMarked
package io.xiaoer.simulator.probe;

import org.jspecify.annotations.NullMarked;
