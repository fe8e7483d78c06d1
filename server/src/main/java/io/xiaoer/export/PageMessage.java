package io.xiaoer.export;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message as it stands on a page.
 *
 * @param day what is written above it; null when it is of the same day as the one before
 * @param side {@code in} or {@code out}
 * @param same whether the one before was written by the same person
 * @param kind how it is framed
 * @param state of an answer, a key of {@link Words}; null of what came in
 * @param reason why it is in that state; may be empty
 */
record PageMessage(
    @Nullable String day,
    String side,
    boolean same,
    String from,
    String kind,
    PageContent content,
    Instant at,
    @Nullable String state,
    String reason) {}
