package io.xiaoer.wording;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a shop wants of the words in its answers.
 *
 * @param shipped what is done about each group that comes with the server; one that is absent is
 *     switched off
 * @param entries the shop's own words and patterns
 * @param ownDomains links to these and what is below them are no hits; in small letters
 */
record WordingRules(
    Map<ShippedGroup, WordingAction> shipped, List<Entry> entries, List<String> ownDomains) {

  WordingRules {
    shipped = Map.copyOf(shipped);
    entries = List.copyOf(entries);
    ownDomains = List.copyOf(ownDomains);
  }

  /**
   * A word or a pattern.
   *
   * @param kind never {@code SHIPPED}
   */
  record Entry(
      WordingHit.Kind kind,
      String value,
      WordingAction action,
      @Nullable String replacement,
      String note) {}

  /** Of a shop that has said nothing. */
  static final WordingRules DEFAULT = new WordingRules(usual(), List.of(), List.of());

  static Map<ShippedGroup, WordingAction> usual() {
    return Arrays.stream(ShippedGroup.values())
        .collect(
            Collectors.toMap(
                group -> group,
                ShippedGroup::usual,
                (one, other) -> one,
                () -> new EnumMap<>(ShippedGroup.class)));
  }
}
