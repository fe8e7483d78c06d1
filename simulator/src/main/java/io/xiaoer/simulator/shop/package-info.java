/** A shop as its owner set it up on the platform: names, secrets, push URL. Not its customers. */
@NullMarked
package io.xiaoer.simulator.shop;

import org.jspecify.annotations.NullMarked;
