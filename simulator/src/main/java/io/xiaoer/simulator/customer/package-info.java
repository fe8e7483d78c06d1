/**
 * The customers' phones: who talks with which shop, and what both sides said. Delivers nothing
 * itself.
 */
@NullMarked
package io.xiaoer.simulator.customer;

import org.jspecify.annotations.NullMarked;
