package io.xiaoer.staff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.20, 203.0.113.*",
    "2001:db8:1:2:aaaa::7, 2001:0db8:0001:0002::/64",
    "nonsense, ''",
    "'', ''"
  })
  void aMaskedAddressNamesTheNetworkOnly(String address, String masked) {
    assertThat(ClientAddress.masked(address)).isEqualTo(masked);
  }
}
