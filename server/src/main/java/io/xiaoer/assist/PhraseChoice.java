package io.xiaoer.assist;

import io.xiaoer.assist.Talk.Line;
import io.xiaoer.assist.Talk.Speaker;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of the team's phrases go into a question: those that share words with what was asked. */
final class PhraseChoice {
  /** Of the customer, from the end. */
  private static final int LINES_MAX = 6;

  private PhraseChoice() {}

  private record Scored(String phrase, long score) {}

  /** The best first; among equals those that stand first. */
  static List<String> fitting(Talk talk, int max) {
    Set<String> asked = new HashSet<>();
    talk.lines().reversed().stream()
        .filter(line -> line.speaker() == Speaker.CUSTOMER)
        .limit(LINES_MAX)
        .map(Line::text)
        .forEach(text -> asked.addAll(pairs(text)));
    return talk.facts().phrases().stream()
        .map(phrase -> new Scored(phrase, score(phrase, asked)))
        .sorted(Comparator.comparingLong(Scored::score).reversed())
        .limit(max)
        .map(Scored::phrase)
        .toList();
  }

  private static long score(String phrase, Set<String> asked) {
    return pairs(phrase).stream().filter(asked::contains).count();
  }

  private static Set<String> pairs(String text) {
    String letters =
        text.codePoints()
            .filter(Character::isLetterOrDigit)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    Set<String> pairs = new HashSet<>();
    for (int i = 0; i + 2 <= letters.length(); i++) {
      pairs.add(letters.substring(i, i + 2));
    }
    return pairs;
  }
}
