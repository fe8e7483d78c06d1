package io.xiaoer.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenNumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "电话13812341234谢谢|电话138****1234谢谢",
        "+86 13812341234|+86 138****1234",
        "138 1234 1234|138 **** 1234",
        "138-1234-1234|138-****-1234",
        "１３８１２３４１２３４|１３８****１２３４",
        "010-12345678|010-****5678",
        "(0571)87654321|(057*)****4321",
        "0571 8765432|057* ***5432",
        "400-123-4567|400-***-4567",
        "4001234567|400***4567",
        "两个13812341234和15900001111|两个138****1234和159****1111"
      })
  void hidesTheMiddle(String text, String masked) {
    assertThat(HiddenNumbers.mask(text)).isEqualTo(masked).hasSameSizeAs(text);
  }

  @Test
  void hidesNumbersWithTheCountryBeforeThem() {
    for (String text : new String[] {"+8613812341234", "8613812341234", "008613812341234"}) {
      assertThat(HiddenNumbers.mask(text)).doesNotContain("12341234").endsWith("1234");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "订单3723456789012345678",
        "12345678901234",
        "23812341234",
        "2026-12-01 08:20:56",
        "100400300",
        "¥1380.00",
        ""
      })
  void leavesOtherNumbersAlone(String text) {
    assertThat(HiddenNumbers.mask(text)).isEqualTo(text);
  }

  @Test
  void nothingOfAnyNumberIsLeftInAnyTextAndLengthsHold() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      String number = "1" + (3 + random.nextInt(7)) + digits(random, 9);
      String text = filler(random) + number + filler(random);
      String masked = HiddenNumbers.mask(text);
      assertThat(masked).as(text).hasSameSizeAs(text).doesNotContain(number);
      assertThat(HiddenNumbers.restore(text, masked)).as(text).isEqualTo(text);
    }
  }

  @Test
  void putsBackWhatWasHiddenAndKeepsWhatWasChanged() {
    String note = "收货13812341234，备用15900001111";
    assertThat(HiddenNumbers.restore(note, "收货138****1234，备用159****1111，已核对"))
        .isEqualTo("收货13812341234，备用15900001111，已核对");
    assertThat(HiddenNumbers.restore(note, "备用159****1111")).isEqualTo("备用15900001111");
    assertThat(HiddenNumbers.restore(note, "改成13700002222")).isEqualTo("改成13700002222");
    assertThat(HiddenNumbers.restore("", "138****1234")).isEqualTo("138****1234");
  }

  private static String digits(Random random, int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  /** Of anything but digits at its ends. */
  private static String filler(Random random) {
    String[] some = {"", "电话：", " a", "，", "😀", "tel=", "\n", "x-", ".", "号"};
    return some[random.nextInt(some.length)];
  }
}
