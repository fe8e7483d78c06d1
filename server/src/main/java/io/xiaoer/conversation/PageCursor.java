package io.xiaoer.conversation;

import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the next page of conversations begins: behind one row, by value, so that rows which move
 * meanwhile neither shift the page nor break it. Callers treat its text as opaque.
 */
public record PageCursor(boolean waiting, long atMicros, long id) {
  private static final Pattern SHAPE = Pattern.compile("([wn])(\\d{1,18})-(\\d{1,18})");

  static PageCursor after(Conversation last, boolean waitingFirst) {
    Instant waitingSince = last.waitingSince();
    return waitingFirst && waitingSince != null
        ? new PageCursor(true, Micros.of(waitingSince), last.id())
        : new PageCursor(false, Micros.of(last.lastMessageAt()), last.id());
  }

  /** Empty when the text is none of ours. */
  public static Optional<PageCursor> parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new PageCursor(
                matcher.group(1).equals("w"),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }

  public String text() {
    return (waiting ? "w" : "n") + atMicros + "-" + id;
  }
}
