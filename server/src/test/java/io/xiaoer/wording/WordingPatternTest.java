package io.xiaoer.wording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Sources;
import io.xiaoer.wording.WordingPattern.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a pattern may take, counted and not timed: the letters that RE2's machine reads, each of
 * which costs it at most the whole program. {@code bench/load patterns} times the same patterns and
 * texts.
 */
class WordingPatternTest {
  /** RE2 looks at a letter, at the one behind it, and at both again where a word may end. */
  private static final int READS_OF_A_LETTER_MAX = 6;

  private static final int HITS = 10;

  /** Each pattern meets some of the texts, and each text some of the patterns. */
  private static final int TEXTS_BETWEEN = 5;

  @Test
  void threeHundredHostilePatternsAreRefusedOrHaveABoundedNumberOfStepsInAnyText() {
    int refused = 0;
    int used = 0;
    List<String> texts = texts();
    for (String written : patterns()) {
      WordingPattern pattern = WordingPattern.kept(written);
      if (pattern.refusal().isPresent()) {
        refused++;
        continue;
      }
      used++;
      assertThat(pattern.programSize()).as(written).isBetween(1, WordingPattern.PROGRAM_MAX);
      for (int i = used % TEXTS_BETWEEN; i < texts.size(); i += TEXTS_BETWEEN) {
        String text = texts.get(i);
        Counted once = new Counted(text);
        boolean in = pattern.isIn(once);
        assertThat(once.read * pattern.programSize())
            .as("steps of %s in %s", written, text.substring(0, 8))
            .isLessThanOrEqualTo(READS_OF_A_LETTER_MAX * WordingPattern.STEPS_MAX);
        Counted all = new Counted(text);
        List<int[]> places = pattern.places(all, HITS);
        assertThat(all.read * pattern.programSize())
            .as("steps of all places of %s in %s", written, text.substring(0, 8))
            .isLessThanOrEqualTo(READS_OF_A_LETTER_MAX * WordingPattern.STEPS_MAX);
        assertThat(in || places.isEmpty()).as(written).isTrue();
      }
    }
    assertThat(used).as("patterns that are taken").isGreaterThan(200);
    assertThat(refused).as("patterns that are refused").isGreaterThan(40);
  }

  @Test
  void whatManyWouldWriteIsTaken() {
    for (String written :
        List.of(
            "(几|多少)天.*到",
            "保证.{0,4}发货|sku-\\d+",
            "1[3-9]\\d[ -]?\\d{4}[ -]?\\d{4}",
            "(?:加|扫|添加)(?:我|一下|个|下)?(?:的)?(?:微信|威信|薇信|v信|vx|wx|qq|扣扣|企鹅)(?:号|群)?",
            "https?://[a-z0-9.-]+\\.[a-z]{2,10}(?:/\\S*)?",
            "(?:顺丰|中通|圆通|申通|韵达|极兔|邮政|京东).{0,8}(?:单号|快递|物流).{0,8}(?:多少|查|发)",
            "[a-z][a-z0-9_-]{5,19}",
            "\\d{4}年\\d{1,2}月\\d{1,2}日")) {
      assertThat(WordingPattern.compile(written).refusal()).as(written).isEmpty();
    }
  }

  @Test
  void theLargestProgramReadsALongestMessageToItsEndAndNothingBehind() {
    WordingPattern pattern = largest();
    assertThat(pattern.programSize()).isGreaterThan(WordingPattern.PROGRAM_MAX * 9 / 10);
    String filling = "b".repeat(WordingPattern.TEXT_CHARS_MAX - 2);
    assertThat(pattern.isIn(filling + "ax")).isTrue();
    assertThat(pattern.isIn(filling + "b".repeat(WordingPattern.PROGRAM_MAX * 40) + "ax"))
        .isFalse();
  }

  private static WordingPattern largest() {
    for (int count = WordingPattern.PROGRAM_MAX; ; count--) {
      WordingPattern pattern = WordingPattern.kept("a.{0," + count + "}x");
      if (pattern.refusal().isEmpty()) {
        return pattern;
      }
    }
  }

  @Test
  void theFirstPlaceIsFoundAndOthersWhileStepsAreLeft() {
    assertThat(WordingPattern.compile("ab").places("ab ".repeat(600), HITS)).hasSize(HITS);
    String many = "ax ".repeat(WordingPattern.TEXT_CHARS_MAX / 3);
    assertThat(largest().places(many, HITS)).hasSizeBetween(1, 2);
    assertThat(WordingPattern.compile("(加)微信").places("先加微信", HITS).getFirst())
        .containsExactly(1, 2);
  }

  @Test
  void onePatternThatIsRefusedTodayFindsNothingAndSaysWhy() {
    WordingPattern pattern = WordingPattern.kept("a{1,900}b");
    assertThat(pattern.refusal()).contains(Fault.TOO_COMPLEX);
    assertThat(pattern.written()).isEqualTo("a{1,900}b");
    assertThat(pattern.isIn("ab")).isFalse();
    assertThat(pattern.places("ab", HITS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((((((a{10}){10}){10}){10}){10}){10})",
        "(a{1000}){1000}",
        "(((a?){30}){30}){30}",
        "(?:(?:a{1,100}){1,100}){1,10}",
        "a{1000}b{1000}",
        "a{1,400}b",
        "(?:a?){200}b"
      })
  void countsThatMultiplyAreRefused(String written) {
    assertThatThrownBy(() -> WordingPattern.compile(written))
        .isInstanceOfSatisfying(
            WordingPattern.Unfit.class,
            unfit -> assertThat(unfit.fault()).isEqualTo(Fault.TOO_COMPLEX));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "a{2}{3}", "[a", "(?<=a)b", "(?=a)", "\\1", "*", "a*", "", "x?"})
  void whatIsNoPatternOrFitsEverythingIsRefused(String written) {
    assertThatThrownBy(() -> WordingPattern.compile(written))
        .isInstanceOfSatisfying(
            WordingPattern.Unfit.class,
            unfit -> assertThat(unfit.fault()).isEqualTo(Fault.NOT_A_PATTERN));
  }

  private static List<String> patterns() {
    return lines("hostile-patterns.txt").stream().filter(line -> !line.startsWith("## ")).toList();
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (String piece : lines("hostile-texts.txt")) {
      texts.add(
          piece
              .repeat(WordingPattern.TEXT_CHARS_MAX / piece.length() + 1)
              .substring(0, WordingPattern.TEXT_CHARS_MAX));
    }
    return texts;
  }

  private static List<String> lines(String name) {
    return Sources.text("server/src/test/resources/wording/" + name).lines().toList();
  }

  /** Reading is what a step of RE2's machine begins with. */
  private static final class Counted implements CharSequence {
    private final String text;
    private long read;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int at) {
      read++;
      return text.charAt(at);
    }

    /** A text that is cut is read uncounted, so none may be. */
    @Override
    public CharSequence subSequence(int from, int to) {
      throw new UnsupportedOperationException("cut from %s to %s".formatted(from, to));
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
