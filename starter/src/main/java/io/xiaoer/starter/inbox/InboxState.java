package io.xiaoer.starter.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much there is to do.
 *
 * @param waiting messages and events that are not handled yet, those under way among them
 * @param oldestWaiting when the oldest of them was kept; null when there is none
 * @param dead dead letters
 */
public record InboxState(long waiting, @Nullable Instant oldestWaiting, long dead) {}
