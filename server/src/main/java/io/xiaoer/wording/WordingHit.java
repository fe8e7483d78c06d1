package io.xiaoer.wording;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a text that a rule has something to say about.
 *
 * @param from its first char
 * @param to behind its last char
 * @param kind which sort of rule found it
 * @param value the rule's word or pattern, or the name of the shipped group; never the text itself
 * @param replacement what the shop would rather say; null where it has said nothing
 * @param note what the shop says about it; may be empty
 */
public record WordingHit(
    int from,
    int to,
    Kind kind,
    String value,
    WordingAction action,
    @Nullable String replacement,
    String note) {

  /** Where a rule comes from. */
  public enum Kind {
    /** A group that comes with the server. */
    SHIPPED,
    /** A word of the shop's own. */
    WORD,
    /** A pattern of the shop's own. */
    PATTERN;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is to be done about a text with these hits; empty without any. */
  public static Optional<WordingAction> strongest(List<WordingHit> hits) {
    return hits.stream().map(WordingHit::action).max(WordingAction::compareTo);
  }
}
