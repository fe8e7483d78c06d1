package io.xiaoer.wording;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.xiaoer.wording.WordingHit.Kind;
import io.xiaoer.wording.WordingRules.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A shop's rules, ready for use. What it takes grows with the text's length and no faster, whatever
 * the patterns are: they are RE2's, each is looked for a bounded number of times, and the shop's
 * own have a bounded number of steps ({@link WordingPattern}).
 */
final class Wording {
  /** Of one rule in one text; more of the same tell nobody more. */
  static final int HITS_OF_A_RULE_MAX = 10;

  private final WordingRules rules;
  private final List<Own> own;

  private Wording(WordingRules rules, List<Own> own) {
    this.rules = rules;
    this.own = own;
  }

  /** An entry of the shop's and how its places are found: each from, and behind, as written. */
  private record Own(Entry entry, Function<Folded, List<int[]>> places) {}

  /** The spellings of a text in which rules look. */
  private record Folded(FoldedText visible, FoldedText tight, FoldedText loose) {
    static Folded of(String text) {
      FoldedText visible = FoldedText.visible(text);
      return new Folded(visible, visible.tight(), visible.loose());
    }
  }

  /** A pattern that is refused meanwhile finds nothing. */
  static Wording of(WordingRules rules) {
    return new Wording(
        rules, rules.entries().stream().map(entry -> new Own(entry, places(entry))).toList());
  }

  private static Function<Folded, List<int[]>> places(Entry entry) {
    return switch (entry.kind()) {
      case WORD -> {
        String word = letters(entry.value());
        yield text -> words(text.tight, word);
      }
      case PATTERN -> {
        WordingPattern pattern = WordingPattern.kept(entry.value());
        yield text ->
            asWritten(text.visible, pattern.places(text.visible.toString(), HITS_OF_A_RULE_MAX));
      }
      case SHIPPED -> throw new IllegalArgumentException("an entry of a shop is not shipped");
    };
  }

  /** A word as it is looked for; empty where it has nothing to look for. */
  static String letters(String word) {
    return FoldedText.visible(word).tight().toString().replace("\n", "");
  }

  /** False when no text can have a hit. */
  boolean isActive() {
    return !own.isEmpty() || !rules.shipped().isEmpty();
  }

  /** Every hit, by where it begins. */
  List<WordingHit> check(String text) {
    if (!isActive() || text.isEmpty()) {
      return List.of();
    }
    Folded folded = Folded.of(text);
    List<WordingHit> hits = new ArrayList<>();
    for (Map.Entry<ShippedGroup, WordingAction> one : rules.shipped().entrySet()) {
      for (int[] place : merged(shipped(one.getKey(), folded))) {
        hits.add(
            new WordingHit(
                place[0], place[1], Kind.SHIPPED, one.getKey().word(), one.getValue(), null, ""));
      }
    }
    for (Own one : own) {
      Entry entry = one.entry;
      for (int[] place : one.places.apply(folded)) {
        hits.add(
            new WordingHit(
                place[0],
                place[1],
                entry.kind(),
                entry.value(),
                entry.action(),
                entry.replacement(),
                entry.note()));
      }
    }
    hits.sort(Comparator.comparingInt(WordingHit::from).thenComparingInt(WordingHit::to));
    return List.copyOf(hits);
  }

  private List<int[]> shipped(ShippedGroup group, Folded folded) {
    return switch (group) {
      case CONTACTS -> all(folded, ShippedPatterns.CONTACTS);
      case QR_CODES -> all(folded, ShippedPatterns.QR_CODES);
      case INSULTS -> all(folded, ShippedPatterns.INSULTS);
      case PHONE_NUMBERS -> asWritten(folded.visible, PhoneNumbers.in(folded.visible));
      case LINKS -> {
        List<int[]> found = new ArrayList<>(all(folded, ShippedPatterns.LINKS));
        found.addAll(
            asWritten(
                folded.visible, Links.in(folded.visible, rules.ownDomains(), HITS_OF_A_RULE_MAX)));
        yield found;
      }
    };
  }

  private static List<int[]> all(Folded folded, List<Pattern> patterns) {
    return patterns.stream().flatMap(one -> matches(folded.loose, one).stream()).toList();
  }

  /** Of a pattern that comes with the server. */
  private static List<int[]> matches(FoldedText text, Pattern pattern) {
    List<int[]> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text.toString());
    int at = 0;
    while (found.size() < HITS_OF_A_RULE_MAX && at <= text.length() && matcher.find(at)) {
      int group = matcher.groupCount() > 0 && matcher.start(1) >= 0 ? 1 : 0;
      int from = matcher.start(group);
      int to = matcher.end(group);
      if (from < to) {
        found.add(new int[] {text.from(from), text.to(to - 1)});
      }
      at = Math.max(to, at + 1);
    }
    return found;
  }

  private static List<int[]> words(FoldedText text, String word) {
    List<int[]> found = new ArrayList<>();
    for (int at = text.indexOf(word, 0);
        at >= 0 && found.size() < HITS_OF_A_RULE_MAX;
        at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      if (!cuts(text, at) && !cuts(text, end)) {
        found.add(new int[] {text.from(at), text.to(end - 1)});
      }
    }
    return found;
  }

  /** Whether this place is inside a Latin word or a number: "vx" is no part of "tvx5". */
  private static boolean cuts(FoldedText text, int at) {
    return text.adjoins(at)
        && FoldedText.isLatin(text.charAt(at - 1))
        && FoldedText.isLatin(text.charAt(at))
        && Character.isDigit(text.charAt(at - 1)) == Character.isDigit(text.charAt(at));
  }

  private static List<int[]> asWritten(FoldedText text, List<int[]> places) {
    return places.stream()
        .limit(HITS_OF_A_RULE_MAX)
        .map(place -> new int[] {text.from(place[0]), text.to(place[1] - 1)})
        .toList();
  }

  /** What overlaps is one piece: several patterns of a group find the same words. */
  private static List<int[]> merged(List<int[]> places) {
    List<int[]> sorted = new ArrayList<>(places);
    sorted.sort(Comparator.comparingInt(place -> place[0]));
    List<int[]> merged = new ArrayList<>();
    for (int[] place : sorted) {
      if (!merged.isEmpty() && place[0] <= merged.getLast()[1]) {
        merged.getLast()[1] = Math.max(merged.getLast()[1], place[1]);
      } else {
        merged.add(place.clone());
      }
    }
    return merged;
  }
}
