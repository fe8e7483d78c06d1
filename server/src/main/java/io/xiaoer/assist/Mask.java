package io.xiaoer.assist;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.xiaoer.api.Characters;
import io.xiaoer.wording.FoldedText;
import io.xiaoer.wording.PhoneNumbers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What is personal in the texts of one question, each piece behind a word of its own like {@code
 * [电话1]}: the model works with the words, and never sees what they stand for. One for each
 * question; it is forgotten with the draft.
 */
final class Mask {
  private static final int TOKEN_CHARS_MAX = 8;

  /** As models may write it back: in other brackets, or with a blank. */
  private static final Pattern TOKEN =
      Pattern.compile("[\\[【［](电话|地址|姓名|单号|账号|原文) ?([0-9]{1,3})[\\]】］]");

  private static final Pattern PHONE =
      Pattern.compile(
          "(?:\\+|00)[0-9]{1,3}[- ]?[0-9][0-9 -]{5,14}[0-9]"
              + "|0[0-9]{2,3}[- ]?[0-9]{3,4}[- ]?[0-9]{4}"
              + "|[48]00[- ]?[0-9]{3,4}[- ]?[0-9]{3,4}");

  private static final Pattern MAIL =
      Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+");

  private static final Pattern ACCOUNT =
      Pattern.compile(
          "(?i:微信|薇信|威信|wechat|weixin|vx|wx|qq|支付宝|抖音|小红书)(?:号码?|账号|id|ID)?(?:是|:|：| )*"
              + "([A-Za-z0-9][A-Za-z0-9_-]{4,30})");

  /** Letters and digits, with dashes between them. */
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*");

  /** Digits in groups. */
  private static final Pattern GROUPS = Pattern.compile("[0-9]{2,}(?:[ ·._-][0-9]{2,}){2,}");

  private static final Pattern DATE = Pattern.compile("[0-9]{4}[-._][0-9]{1,2}[-._][0-9]{1,2}.*");

  private static final int NUMBER_DIGITS_MIN = 7;
  private static final int GROUPED_DIGITS_MIN = 11;

  private final Map<String, String> tokens = new HashMap<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<Kind, Integer> counts = new HashMap<>();
  private final List<String> names;

  /** How a text is shown to whoever is given the draft. */
  private final UnaryOperator<String> shown;

  private enum Kind {
    PHONE("电话"),
    ADDRESS("地址"),
    NAME("姓名"),
    NUMBER("单号"),
    ACCOUNT("账号"),
    /** Something that looks like one of these words, and was written by somebody. */
    VERBATIM("原文");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  private record Place(Kind kind, int from, int to) {}

  private Mask(Set<String> names, UnaryOperator<String> shown) {
    this.shown = shown;
    this.names = names.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /** Knows the names that are in any of these texts, and {@code known} ones, in all of them. */
  static Mask of(Collection<String> texts, Set<String> known) {
    return of(texts, known, UnaryOperator.identity());
  }

  /** The same, for somebody who is shown no telephone numbers. */
  static Mask of(Collection<String> texts, Set<String> known, UnaryOperator<String> shown) {
    Set<String> names = new HashSet<>(known);
    for (String text : texts) {
      FoldedText visible = FoldedText.visible(text);
      boolean personal =
          !Addresses.in(visible.toString()).isEmpty() || !PhoneNumbers.in(visible).isEmpty();
      names.addAll(Names.in(outOfPlaces(visible), personal));
    }
    return new Mask(names, shown);
  }

  /** What is certain to be something else keeps two words apart. */
  private static String outOfPlaces(FoldedText visible) {
    StringBuilder text = new StringBuilder(visible.toString());
    Addresses.in(visible.toString())
        .forEach(place -> {
          for (int i = place[0]; i < place[1]; i++) {
            text.setCharAt(i, '|');
          }
        });
    return text.toString();
  }

  /** The same text with words in place of what is personal. */
  String hide(String text) {
    FoldedText visible = FoldedText.visible(text);
    StringBuilder hidden = new StringBuilder();
    int at = 0;
    for (Place place : places(visible)) {
      int from = visible.from(place.from);
      int to = visible.to(place.to - 1);
      hidden.append(text, at, from).append(token(place.kind, text.substring(from, to)));
      at = to;
    }
    return hidden.append(text, at, text.length()).toString();
  }

  /** A number that is one, however short it is. */
  String hideNumber(String number) {
    return number.isBlank() ? "" : token(Kind.NUMBER, number);
  }

  /** In order, none over another; where several begin alike, the longest. */
  private List<Place> places(FoldedText visible) {
    String text = visible.toString();
    List<Place> all = new ArrayList<>();
    add(all, Kind.VERBATIM, TOKEN, 0, text);
    Addresses.in(text).forEach(place -> all.add(new Place(Kind.ADDRESS, place[0], place[1])));
    PhoneNumbers.in(visible).forEach(place -> all.add(new Place(Kind.PHONE, place[0], place[1])));
    add(all, Kind.PHONE, PHONE, 0, text);
    add(all, Kind.ACCOUNT, MAIL, 0, text);
    add(all, Kind.ACCOUNT, ACCOUNT, 1, text);
    all.addAll(numbers(text));
    for (String name : names) {
      for (int from = text.indexOf(name); from >= 0; from = text.indexOf(name, from + 1)) {
        all.add(new Place(Kind.NAME, from, from + name.length()));
      }
    }
    return apart(all);
  }

  private static void add(List<Place> all, Kind kind, Pattern pattern, int group, String text) {
    Matcher matcher = pattern.matcher(text);
    int at = 0;
    while (at < text.length() && matcher.find(at)) {
      all.add(new Place(kind, matcher.start(group), matcher.end(group)));
      at = Math.max(matcher.end(group), at + 1);
    }
  }

  private static List<Place> numbers(String text) {
    List<Place> found = new ArrayList<>();
    List<Place> candidates = new ArrayList<>();
    add(candidates, Kind.NUMBER, RUN, 0, text);
    add(candidates, Kind.NUMBER, GROUPS, 0, text);
    for (Place place : candidates) {
      String written = text.substring(place.from, place.to);
      boolean inOnePiece = longestDigits(written) >= NUMBER_DIGITS_MIN;
      boolean inGroups = digits(written) >= GROUPED_DIGITS_MIN && !DATE.matcher(written).matches();
      if (inOnePiece || inGroups) {
        found.add(place);
      }
    }
    return found;
  }

  private static long digits(String text) {
    return text.chars().filter(c -> c >= '0' && c <= '9').count();
  }

  private static int longestDigits(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      run = c >= '0' && c <= '9' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  /** What overlaps becomes one place of the first one's kind, so that no end of either is left. */
  private static List<Place> apart(List<Place> all) {
    List<Place> sorted = new ArrayList<>(all);
    sorted.sort(
        Comparator.comparingInt(Place::from)
            .thenComparing(Comparator.comparingInt(Place::to).reversed())
            .thenComparing(Place::kind));
    List<Place> apart = new ArrayList<>();
    for (Place place : sorted) {
      Place last = apart.isEmpty() ? null : apart.getLast();
      if (last == null || place.from >= last.to) {
        apart.add(place);
      } else if (place.to > last.to) {
        apart.set(apart.size() - 1, new Place(last.kind, last.from, place.to));
      }
    }
    return apart;
  }

  private String token(Kind kind, String value) {
    return tokens.computeIfAbsent(
        value,
        written -> {
          String token = "[" + kind.word + counts.merge(kind, 1, Integer::sum) + "]";
          values.put(token, shown.apply(seen(written)));
          return token;
        });
  }

  private static String seen(String value) {
    return value
        .codePoints()
        .filter(point -> point == ' ' || !Characters.isInvisible(point))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Puts back what the words stand for; a word that was never given out stays. */
  String restore(String text) {
    Matcher matcher = TOKEN.matcher(text);
    StringBuilder restored = new StringBuilder();
    int at = 0;
    while (at < text.length() && matcher.find(at)) {
      String value = values.get("[" + matcher.group(1) + matcher.group(2) + "]");
      restored.append(text, at, matcher.start());
      restored.append(value == null ? matcher.group() : value);
      at = matcher.end();
    }
    return restored.append(text, at, text.length()).toString();
  }

  /** Whether a text has a word in it that stands for nothing. */
  static List<int[]> leftIn(String text) {
    List<Place> found = new ArrayList<>();
    add(found, Kind.VERBATIM, TOKEN, 0, text);
    return found.stream().map(place -> new int[] {place.from, place.to}).toList();
  }

  Restoring restoring() {
    return new Restoring();
  }

  /** The same for a text that comes in pieces, which may be cut anywhere. */
  final class Restoring {
    private String held = "";

    private Restoring() {}

    /** What is certain by now. */
    String pass(String piece) {
      String text = held + piece;
      int open = lastOpening(text);
      boolean mayGoOn = open >= 0 && text.length() - open < TOKEN_CHARS_MAX;
      held = mayGoOn ? text.substring(open) : "";
      return restore(mayGoOn ? text.substring(0, open) : text);
    }

    String end() {
      String rest = restore(held);
      held = "";
      return rest;
    }

    /** Of a bracket that is not closed; below zero where there is none. */
    private static int lastOpening(String text) {
      for (int i = text.length() - 1; i >= 0; i--) {
        switch (text.charAt(i)) {
          case '[', '【', '［' -> {
            return i;
          }
          case ']', '】', '］' -> {
            return -1;
          }
          default -> {}
        }
      }
      return -1;
    }
  }

  @Override
  public String toString() {
    return "Mask" + counts;
  }
}
