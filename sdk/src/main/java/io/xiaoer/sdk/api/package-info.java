/**
 * Calls to the platform: an access token, the shop's answers to its customers and the files in
 * them, orders and products, and the addresses from which the platform pushes. Every call ends
 * within its deadline and in a value that says what is known about it and what to do next.
 *
 * <p>It does not try again by itself (but once with a fresh token), keep count of the five answers
 * per customer message, remember what it sent, or look at what a file holds: that is for whoever
 * owns the outbox and the files.
 */
@NullMarked
package io.xiaoer.sdk.api;

import org.jspecify.annotations.NullMarked;
