/**
 * The goods and orders of the demonstration shops, with pictures drawn here. No stock, no prices
 * that change.
 */
@NullMarked
package io.xiaoer.simulator.catalog;

import org.jspecify.annotations.NullMarked;
