package io.xiaoer.autoreply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.xiaoer.wording.WordingPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeywordsTest {

  /**
   * java.util.regex needs longer than the universe for some of these. A second each is some hundred
   * times what they take here, so that only a time that is not linear fails.
   */
  private static final Duration GENEROUS = Duration.ofSeconds(1);

  @Test
  void wordsAreFoundWhateverTheirCaseAndWidth() {
    Keywords keywords = new Keywords(List.of("VIP", "发货"), List.of(), List.of(), null);
    assertThat(keywords.match("我是vip")).isTrue();
    assertThat(keywords.match("ＶＩＰ 客户")).isTrue();
    assertThat(keywords.match("什么时候发货？")).isTrue();
    assertThat(keywords.match("你好")).isFalse();
  }

  @Test
  void allMustBeThereAndNoneMayBe() {
    Keywords keywords = new Keywords(List.of(), List.of("退", "运费"), List.of("投诉"), null);
    assertThat(keywords.match("退货运费谁出")).isTrue();
    assertThat(keywords.match("退货")).isFalse();
    assertThat(keywords.match("退货运费，我要投诉")).isFalse();
  }

  @Test
  void aPatternIsFoundInTheTextAndNoWordsMatchEverything() {
    Pattern pattern = WordingPattern.compile("(几|多少)天.*到");
    Keywords keywords = new Keywords(List.of(), List.of(), List.of(), pattern);
    assertThat(keywords.match("大概几天能到呀")).isTrue();
    assertThat(keywords.match("到货了")).isFalse();
    assertThat(Keywords.NONE.match("")).isTrue();
  }

  @Test
  void hostilePatternsAndTextsTakeLinearTime() {
    Random random = new Random(11);
    List<String> bodies =
        List.of("a", "aa", "[ab]", ".", "a|a", "a|b|ab", "\\w", "(a|aa)", "a?", "发");
    List<String> tails = List.of("b", "$", "c$", "[^a]", "");
    List<String> written = new ArrayList<>();
    while (written.size() < 200) {
      String body = "(" + bodies.get(random.nextInt(bodies.size())) + ")*";
      int depth = 1 + random.nextInt(4);
      for (int i = 0; i < depth; i++) {
        body = "(?:%s)%s".formatted(body, List.of("+", "*", "{1,9}").get(random.nextInt(3)));
      }
      written.add("^" + body + tails.get(random.nextInt(tails.size())));
    }
    int tried = 0;
    for (String one : written) {
      Pattern pattern;
      try {
        pattern = WordingPattern.compile(one);
      } catch (WordingPattern.Unfit e) {
        continue; // too complex, or fits every text
      }
      tried++;
      Keywords keywords = new Keywords(List.of(), List.of(), List.of(), pattern);
      String text = "a".repeat(random.nextInt(5_000)) + "!" + "发".repeat(random.nextInt(5_000));
      long began = System.nanoTime();
      keywords.match(text);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).as(one).isLessThan(GENEROUS);
    }
    assertThat(tried).isGreaterThan(100);
  }
}
