/**
 * What a push URL was sent, kept in tables of the application's own database, and handed to its
 * handlers: once for each message, in order for each customer, and again when a handler fails.
 *
 * <p>It does not speak HTTP, and it does not send: a handler does, with a request id that stays the
 * same when it is called again.
 */
@NullMarked
package io.xiaoer.starter.inbox;

import org.jspecify.annotations.NullMarked;
