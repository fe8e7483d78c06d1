/**
 * From the bytes of one HTTP request on a shop's push URL to an event, or to the reason why not:
 * envelope, signature, decryption, length, padding and appid, always all of them and in this order;
 * and from there to the answer.
 *
 * <p>It does not speak HTTP, store anything, recognise duplicates or judge how old a push is: the
 * platform repeats a push for hours, and an honest repetition must not be refused for its age.
 */
@NullMarked
package io.xiaoer.sdk.push;

import org.jspecify.annotations.NullMarked;
