@NullMarked
package io.xiaoer.simulator.shop;

import org.jspecify.annotations.NullMarked;
