/**
 * What a WeChat Store shop is told by the platform: the event, its seven kinds of customer message,
 * and unknown ones, read from a clear text that is already trusted.
 *
 * <p>It does not verify, decrypt, store or order anything, and it reads no clock: verification is
 * {@code io.xiaoer.sdk.push}; order and duplicates are for whoever keeps the events.
 */
@NullMarked
package io.xiaoer.sdk.event;

import org.jspecify.annotations.NullMarked;
