/**
 * Attacks on a running server from outside, and what pushes feel of them. Everything goes to this
 * machine; the short form runs in every build, the long form by {@code e2e/attack}.
 */
@NullMarked
package io.xiaoer.e2e.attack;

import org.jspecify.annotations.NullMarked;
