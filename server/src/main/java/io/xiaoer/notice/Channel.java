package io.xiaoer.notice;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A way to people.
 *
 * @param shown of its address, what people may see: whoever knows all of it can write to the group
 * @param alarms whether it is also told what is wrong with the server
 * @param paused by a person
 * @param silentUntil it asked for fewer messages, and gets none before
 * @param owner whose telephone it is; null for everybody's
 */
record Channel(
    long id,
    String name,
    Kind kind,
    String shown,
    boolean alarms,
    boolean paused,
    @Nullable Instant silentUntil,
    Instant createdAt,
    String createdBy,
    @Nullable String owner) {
  static final int CHANNELS_MAX = 50;
  static final int NAME_CHARS_MAX = 50;
  static final int SECRET_CHARS_MAX = 200;

  boolean takes(Instant now) {
    return !paused && (silentUntil == null || !silentUntil.isAfter(now));
  }
}
