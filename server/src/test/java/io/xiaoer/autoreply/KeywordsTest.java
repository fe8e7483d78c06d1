package io.xiaoer.autoreply;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.wording.WordingPattern;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeywordsTest {
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
    WordingPattern pattern = WordingPattern.compile("(几|多少)天.*到");
    Keywords keywords = new Keywords(List.of(), List.of(), List.of(), pattern);
    assertThat(keywords.match("大概几天能到呀")).isTrue();
    assertThat(keywords.match("到货了")).isFalse();
    assertThat(Keywords.NONE.match("")).isTrue();
  }

  /** It says nothing rather than speak to everybody. */
  @Test
  void aPatternThatIsRefusedTodayMatchesNothing() {
    Keywords keywords =
        RuleJson.readKept("{\"any\":[\"a\"],\"all\":[],\"none\":[],\"regex\":\"a{1,900}b\"}");
    assertThat(keywords.refusal()).contains(WordingPattern.Fault.TOO_COMPLEX);
    assertThat(keywords.match("ab")).isFalse();
    assertThat(RuleJson.write(keywords).path("regex").asString()).isEqualTo("a{1,900}b");
  }
}
