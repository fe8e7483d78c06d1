@NullMarked
package io.xiaoer.simulator.customer;

import org.jspecify.annotations.NullMarked;
