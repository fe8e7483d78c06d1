package io.xiaoer.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.suggest.Said.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaidTest {

  @Test
  void anAnswerIsTheSameInEveryPolitenessAndWidth() {
    List<String> wordings =
        List.of("亲，现货48小时内发出哦~", "您好，现货４８小时内发出", "现货 48 小时内发出呢亲", "亲亲，在的，现货48小时内发出！！😀");
    assertThat(wordings.stream().map(one -> Said.answer(one).map(Answer::key)).distinct())
        .singleElement()
        .satisfies(key -> assertThat(key).isPresent());
    assertThat(Said.answer("您的包裹今天发出").map(Answer::key))
        .isEqualTo(Said.answer("你的包裹今天发出哈").map(Answer::key));
    assertThat(Said.answer("现货24小时内发出").map(Answer::key))
        .isNotEqualTo(Said.answer("现货48小时内发出").map(Answer::key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "  ", "好的", "在的亲", "嗯嗯", "😀😀😀😀😀", "请稍等一下哦", "我帮您查一下", "电话13800138000给您打"})
  void whatSaysNothingByItselfOrTooMuchIsNoAnswer(String text) {
    assertThat(Said.answer(text)).isEmpty();
  }

  @Test
  void whatIsTooLongForASuggestionIsNoAnswer() {
    assertThat(Said.answer("发".repeat(Said.ANSWER_CHARS_MAX))).isPresent();
    assertThat(Said.answer("发".repeat(Said.ANSWER_CHARS_MAX + 1))).isEmpty();
  }

  @Test
  void aBurstIsOneQuestionWithoutItsGreetings() {
    assertThat(Said.question(List.of("你好", "在吗？", "什么时候发货", "我很急"))).contains("什么时候发货,我很急");
    assertThat(Said.question(List.of("一", "第二句", "第三句", "第四句"))).contains("第二句,第三句,第四句");
    assertThat(Said.question(List.of("在吗", "好的", "[]", ""))).isEmpty();
    assertThat(Said.question(List.of())).isEmpty();
  }

  @Test
  void numbersOfOrdersAreNoPartOfAQuestion() {
    assertThat(Said.question(List.of("3705115058471208928这单什么时候发"))).contains("这单什么时候发");
    assertThat(Said.question(List.of("SF1234567890"))).isEmpty();
    assertThat(Said.question(List.of("身高170体重130"))).contains("身高170体重130");
  }

  @Test
  void aLongQuestionIsItsEnd() {
    String end = "到底什么时候发货";
    assertThat(Said.question(List.of("啊".repeat(500) + end)).orElseThrow())
        .hasSize(Said.QUESTION_CHARS_MAX)
        .endsWith(end);
  }

  @Test
  void nothingOfTheTextIsInALogLine() {
    assertThat(Said.answer("现货48小时内发出").orElseThrow().toString()).doesNotContain("现货");
  }
}
