package io.xiaoer.conversation;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message's place in its conversation, as text that compares byte by byte.
 *
 * <p>A customer's message stands by its msg_id as a number: three digits of length, then the
 * digits, so that a longer number is a greater one whatever its size. What has no such number (an
 * answer of ours while it is on its way, an event without msg_id) stands right behind what was last
 * when it came: that key, {@code ~} and a rising count. {@code ~} sorts behind the key itself and
 * before every greater number, so a message that arrives late still takes its place among the
 * others, and nothing that was once shown moves.
 */
final class SortKey {
  private static final int DIGITS_MAX = 999;
  private static final int COUNT_DIGITS = 19;

  private SortKey() {}

  /** The key of a numbered message, or null when the id is not a plain number. */
  static @Nullable String ofMsgId(@Nullable String msgId) {
    if (msgId == null || msgId.isEmpty() || !msgId.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    int start = 0;
    while (start < msgId.length() - 1 && msgId.charAt(start) == '0') {
      start++;
    }
    String digits = msgId.substring(start);
    return digits.length() > DIGITS_MAX ? null : pad(digits.length(), 3) + ":" + digits;
  }

  /** Right behind {@code last}, the greatest key of the conversation so far. */
  static String behind(String last) {
    int tail = last.indexOf('~');
    return tail < 0
        ? last + "~" + pad(1, COUNT_DIGITS)
        : last.substring(0, tail + 1)
            + pad(Long.parseLong(last, tail + 1, last.length(), 10) + 1, COUNT_DIGITS);
  }

  private static String pad(long number, int width) {
    return String.format(Locale.ROOT, "%0" + width + "d", number);
  }
}
