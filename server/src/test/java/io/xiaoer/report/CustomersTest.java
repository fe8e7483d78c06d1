package io.xiaoer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CustomersTest {
  @Test
  void eachHasOneNumberAndNoNumberIsLeftOut() {
    Random random = new Random(7);
    Customers customers = new Customers();
    Map<Long, Integer> expected = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      long id = random.nextInt(5_000) * (i % 2 == 0 ? 1L : 4_096L);
      int next = expected.size();
      assertThat(customers.number(id)).isEqualTo(expected.computeIfAbsent(id, _ -> next));
    }
    assertThat(expected).hasSizeGreaterThan(5_000).containsKey(0L);
  }
}
