/**
 * The servers that Xiaoer is measured against, each a program of its own: a servlet that answers a
 * constant, and what people write with WxJava, without and with a database. They take the same
 * pushes on the same URL.
 */
@NullMarked
package io.xiaoer.bench.peer;

import org.jspecify.annotations.NullMarked;
