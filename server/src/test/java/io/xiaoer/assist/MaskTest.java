package io.xiaoer.assist;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.assist.PersonalData.Person;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is personal is not given out, and comes back. */
class MaskTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nothingOfAPersonIsLeftAndAllOfItComesBack(long seed) {
    PersonalData made = new PersonalData(seed);
    for (Person person : made.people(500)) {
      String line = made.line(person);
      Mask mask = Mask.of(List.of(line), Set.of());
      String hidden = mask.hide(line);
      for (String personal : person.all()) {
        assertThat(hidden).as("seed %s: %s", seed, line).doesNotContain(personal);
      }
      assertThat(mask.restore(hidden)).as("seed %s", seed).isEqualTo(line);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "13812345678, [电话1]",
    "我的电话一三八一二三四五六七八, 我的电话[电话1]",
    "１３８１２３４５６７８, [电话1]",
    "座机0571-87654321, 座机[电话1]",
    "SF1234567890123到哪了, [单号1]到哪了",
    "3723 4567 8901 2345 678, [单号1]",
    "我的微信abc_12345, 我的微信[账号1]",
    "发到 a.b@example.com, 发到 [账号1]",
    "王芳的包裹, [姓名1]的包裹",
    "找张先生, 找[姓名1]先生",
    "幸福小区3栋2单元501, [地址1]"
  })
  void itIsFoundInManyForms(String line, String hidden) {
    assertThat(Mask.of(List.of(line), Set.of()).hide(line)).isEqualTo(hidden);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"谢谢，方便的", "满99元包邮吗", "2026-12-01下的单，39码", "上海几天能到", "有没有黑色的", "浙江发货几天到广州"})
  void whatIsNotPersonalStays(String line) {
    assertThat(Mask.of(List.of(line), Set.of()).hide(line)).isEqualTo(line);
  }

  @Test
  void aNameThatIsKnownIsHiddenWhereverItStands() {
    Mask mask = Mask.of(List.of("收件人：李晓雪", "晓雪说李晓雪要退"), Set.of("晓雪"));
    assertThat(mask.hide("晓雪说李晓雪要退")).isEqualTo("[姓名1]说[姓名2]要退");
    assertThat(mask.restore("亲，[姓名2]您好")).isEqualTo("亲，李晓雪您好");
  }

  @Test
  void aWordThatSomebodyHasWrittenStandsForItself() {
    String line = "把[电话1]和[地址2]发我，我的是13812345678";
    Mask mask = Mask.of(List.of(line), Set.of());
    String hidden = mask.hide(line);
    assertThat(hidden).isEqualTo("把[原文1]和[原文2]发我，我的是[电话1]");
    assertThat(mask.restore(hidden)).isEqualTo(line);
    assertThat(mask.restore("[电话9]")).as("never given out").isEqualTo("[电话9]");
  }

  @Test
  void aModelMayWriteItInOtherBrackets() {
    Mask mask = Mask.of(List.of("13812345678"), Set.of());
    mask.hide("13812345678");
    assertThat(mask.restore("【电话1】［电话1］[电话 1]")).isEqualTo("13812345678".repeat(3));
  }

  @Test
  void itComesBackWhereverAStreamIsCut() {
    PersonalData made = new PersonalData(7);
    Random random = new Random(7);
    for (Person person : made.people(200)) {
      String line = made.line(person);
      Mask mask = Mask.of(List.of(line), Set.of());
      String hidden = mask.hide(line) + " [好] [";
      Mask.Restoring restoring = mask.restoring();
      StringBuilder restored = new StringBuilder();
      for (int at = 0; at < hidden.length(); ) {
        int to = Math.min(hidden.length(), at + 1 + random.nextInt(4));
        restored.append(restoring.pass(hidden.substring(at, to)));
        at = to;
      }
      assertThat(restored.append(restoring.end())).hasToString(line + " [好] [");
    }
  }
}
