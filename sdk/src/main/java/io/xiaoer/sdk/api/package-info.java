/**
 * Calls to the platform: an access token, and the shop's answers to its customers. Every call ends
 * within its deadline and in a value that says what is known about it.
 *
 * <p>It does not try again by itself (but once with a fresh token), keep count of the five answers
 * per customer message, or remember what it sent: that is for whoever owns the outbox.
 */
@NullMarked
package io.xiaoer.sdk.api;

import org.jspecify.annotations.NullMarked;
