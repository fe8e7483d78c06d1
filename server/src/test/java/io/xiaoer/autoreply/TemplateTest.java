package io.xiaoer.autoreply;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.autoreply.Template.Variable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
  private static String fill(String text, String name) {
    return Template.fill(text, Map.of(Variable.CUSTOMER_NAME, name), 2_048);
  }

  @Test
  void variablesAreFilledInWhateverLanguageTheyAreWrittenIn() {
    for (String place :
        new String[] {"{称呼}", "{customer_name}", "{{customer}}", "{{ customer }}"}) {
      assertThat(fill(place + "，您好", "小王")).as(place).isEqualTo("小王，您好");
    }
  }

  @Test
  void whatIsNotKnownLeavesNoComma() {
    assertThat(fill("{称呼}，您好", "")).isEqualTo("您好");
    assertThat(fill("您好{称呼}！", "")).isEqualTo("您好！");
    assertThat(fill("Hi {customer}, one moment", "")).isEqualTo("Hi one moment");
  }

  @Test
  void namesOfNoVariableAreFoundAndOtherBracesAreText() {
    assertThat(Template.unknown("{称乎}，您好")).contains("称乎");
    assertThat(Template.unknown("{} {1} 价格{a b} {称呼}")).isEmpty();
    assertThat(Template.variables("{称呼}前面还有{排队人数}位"))
        .containsExactly(Variable.CUSTOMER_NAME, Variable.QUEUE_AHEAD);
  }

  @Test
  void whatTheCustomerIsCalledIsNotFilledInAgain() {
    assertThat(fill("{称呼}您好", "{店铺名}")).isEqualTo("{店铺名}您好");
  }

  @Test
  void aTextIsCutAtAWholeCharacter() {
    String filled = Template.fill("😀".repeat(600), Map.of(), 2_048);
    assertThat(filled.getBytes(StandardCharsets.UTF_8)).hasSize(2_048);
    assertThat(Template.fill("好".repeat(700), Map.of(), 2_048)).hasSize(682);
  }
}
