package io.xiaoer.wording;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds in any text what leads outside of the platform, and insults, whatever a shop's rules say of
 * them.
 */
public final class OutsideContacts {
  private static final int OF_A_PATTERN_MAX = 20;

  private OutsideContacts() {}

  /** Accounts, telephone numbers and QR codes: places in the text, from and behind. */
  public static List<int[]> contacts(String text) {
    FoldedText visible = FoldedText.visible(text);
    FoldedText loose = visible.loose();
    List<int[]> found =
        new ArrayList<>(
            Stream.of(ShippedPatterns.CONTACTS, ShippedPatterns.QR_CODES)
                .flatMap(List::stream)
                .flatMap(pattern -> places(loose, pattern).stream())
                .toList());
    PhoneNumbers.in(visible).forEach(place -> found.add(written(visible, place[0], place[1])));
    return found;
  }

  /** Addresses of pages but for the platform's own, and words that lead to other platforms. */
  public static List<int[]> links(String text) {
    FoldedText visible = FoldedText.visible(text);
    FoldedText loose = visible.loose();
    List<int[]> found =
        new ArrayList<>(
            ShippedPatterns.LINKS.stream()
                .flatMap(pattern -> places(loose, pattern).stream())
                .toList());
    Links.in(visible, List.of(), OF_A_PATTERN_MAX)
        .forEach(place -> found.add(written(visible, place[0], place[1])));
    return found;
  }

  public static List<int[]> insults(String text) {
    FoldedText loose = FoldedText.visible(text).loose();
    return ShippedPatterns.INSULTS.stream()
        .flatMap(pattern -> places(loose, pattern).stream())
        .toList();
  }

  private static List<int[]> places(FoldedText text, Pattern pattern) {
    List<int[]> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text.toString());
    int at = 0;
    while (found.size() < OF_A_PATTERN_MAX && at <= text.length() && matcher.find(at)) {
      int group = matcher.groupCount() > 0 && matcher.start(1) >= 0 ? 1 : 0;
      if (matcher.start(group) < matcher.end(group)) {
        found.add(written(text, matcher.start(group), matcher.end(group)));
      }
      at = Math.max(matcher.end(group), at + 1);
    }
    return found;
  }

  private static int[] written(FoldedText text, int from, int behind) {
    return new int[] {text.from(from), text.to(behind - 1)};
  }
}
