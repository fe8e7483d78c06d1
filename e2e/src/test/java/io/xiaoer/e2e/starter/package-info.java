/** The sample on the starter under pushes and kill -9: each message is handled once, in order. */
@NullMarked
package io.xiaoer.e2e.starter;

import org.jspecify.annotations.NullMarked;
