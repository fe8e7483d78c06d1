package io.xiaoer.autoreply;

import io.xiaoer.wording.WordingPattern;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Words that a text must have or must not have. Capitals and full-width forms do not count.
 *
 * <p>The pattern has a bounded number of steps for a text ({@link WordingPattern}), so no rule and
 * no customer can stop the composer.
 *
 * @param any one of these, if there are some
 * @param all every one of these
 * @param none not one of these
 * @param pattern is found in the text; null when there is none
 */
record Keywords(
    List<String> any, List<String> all, List<String> none, @Nullable WordingPattern pattern) {
  static final int WORDS_MAX = 50;
  static final int WORD_CHARS_MAX = 50;
  static final int PATTERN_CHARS_MAX = 256;

  /** What is behind is not looked at. */
  static final int TEXT_CHARS_MAX = WordingPattern.TEXT_CHARS_MAX;

  static final Keywords NONE = new Keywords(List.of(), List.of(), List.of(), null);

  Keywords {
    any = List.copyOf(any);
    all = List.copyOf(all);
    none = List.copyOf(none);
  }

  boolean areEmpty() {
    return any.isEmpty() && all.isEmpty() && none.isEmpty() && pattern == null;
  }

  /** Something that is asked for, not only something that is kept out. */
  boolean askForSomething() {
    return !any.isEmpty() || !all.isEmpty() || pattern != null;
  }

  /** Why nothing matches, whatever is written; empty where something may. */
  Optional<WordingPattern.Fault> refusal() {
    return pattern == null ? Optional.empty() : pattern.refusal();
  }

  /** What its pattern may take for each char. */
  long programSize() {
    return pattern == null ? 0 : pattern.programSize();
  }

  boolean match(String text) {
    if (areEmpty()) {
      return true;
    }
    String plain = plain(text);
    String small = plain.toLowerCase(Locale.ROOT);
    return (any.isEmpty() || any.stream().anyMatch(word -> has(small, word)))
        && all.stream().allMatch(word -> has(small, word))
        && none.stream().noneMatch(word -> has(small, word))
        && (pattern == null || pattern.isIn(plain));
  }

  private static boolean has(String small, String word) {
    return small.contains(plain(word).toLowerCase(Locale.ROOT));
  }

  /** Full-width and compatible forms as the plain ones. */
  static String plain(String text) {
    return cut(Normalizer.normalize(cut(text), Normalizer.Form.NFKC));
  }

  private static String cut(String text) {
    return text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX);
  }
}
