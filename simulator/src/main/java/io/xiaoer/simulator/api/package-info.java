/** The API a shop calls: tokens, sendmsg, uploads, look-ups, with the platform's error shapes. */
@NullMarked
package io.xiaoer.simulator.api;

import org.jspecify.annotations.NullMarked;
