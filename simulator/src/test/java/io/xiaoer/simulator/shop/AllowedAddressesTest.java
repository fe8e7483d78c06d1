package io.xiaoer.simulator.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedAddressesTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.7, true",
    "203.0.113.7, 203.0.113.8, false",
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "0.0.0.0/0, 198.51.100.1, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/32, 2001:db8:1::9, true",
    "2001:db8::/32, 2001:db9::9, false",
    "::1, [0:0:0:0:0:0:0:1], true"
  })
  void anAddressIsAllowedByItselfOrByItsBlock(String written, String caller, boolean allowed) {
    assertThat(new AllowedAddresses(List.of(written)).allows(caller)).isEqualTo(allowed);
  }

  @Test
  void anEmptyListAllowsEverybody() {
    assertThat(AllowedAddresses.ANY.allows("198.51.100.1")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"localhost", "10.0.0", "10.0.0.0/33", "10.0.0.0/x", "::1/129", "1.2.3.4.5"})
  void whatIsNoAddressIsNamed(String written) {
    assertThat(AllowedAddresses.wrong(List.of("10.0.0.1", written)))
        .hasValueSatisfying(why -> assertThat(why).startsWith(written + " (expected: "));
  }
}
