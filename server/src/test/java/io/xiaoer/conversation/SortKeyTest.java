package io.xiaoer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SortKeyTest {

  @Test
  void textOrderIsTheOrderOfTheNumbers() {
    long seed = 20261123;
    Random random = new Random(seed);
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      numbers.add(new BigInteger(1 + random.nextInt(100), random));
    }
    List<BigInteger> byKey = new ArrayList<>(numbers);
    byKey.sort(
        Comparator.comparing(number -> Objects.requireNonNull(SortKey.ofMsgId(number.toString()))));
    numbers.sort(Comparator.naturalOrder());
    assertThat(byKey).as("seed %d", seed).isEqualTo(numbers);
  }

  @Test
  void anAnswerStandsBehindWhatWasLastAndBeforeWhatComesNext() {
    String customer = Objects.requireNonNull(SortKey.ofMsgId("3895464567618158592"));
    String first = SortKey.behind(customer);
    String second = SortKey.behind(first);
    String next = Objects.requireNonNull(SortKey.ofMsgId("3895464567618158593"));
    assertThat(List.of(customer, first, second, next)).isSorted();
  }

  @Test
  void aThousandAnswersInARowStayInOrder() {
    List<String> keys = new ArrayList<>(List.of(""));
    for (int i = 0; i < 1_000; i++) {
      keys.add(SortKey.behind(keys.getLast()));
    }
    assertThat(keys).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void leadingZerosDoNotMakeANumberGreater() {
    assertThat(SortKey.ofMsgId("007")).isEqualTo(SortKey.ofMsgId("7"));
  }

  @Test
  void whatIsNoPlainNumberHasNoKeyOfItsOwn() {
    for (String id : List.of("", "abc", "-1", "1.5", "１２", "9".repeat(1_000))) {
      assertThat(SortKey.ofMsgId(id)).as(id).isNull();
    }
    assertThat(SortKey.ofMsgId(null)).isNull();
  }
}
