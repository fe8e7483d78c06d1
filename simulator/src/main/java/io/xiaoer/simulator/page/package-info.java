/**
 * The customer's page, the deliveries page, and the JSON behind them under {@code /sim/api}. The
 * real platform has none of this.
 */
@NullMarked
package io.xiaoer.simulator.page;

import org.jspecify.annotations.NullMarked;
