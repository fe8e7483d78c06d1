package io.xiaoer.staff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossSiteFilterTest {
  @ParameterizedTest
  @CsvSource({
    "https://x, x:443, true",
    "https://x, x, true",
    "https://x:443, x, true",
    "http://x, x:80, true",
    "http://x:80, x, true",
    "http://X:8080, x:8080, true",
    "https://my_desk, my_desk:443, true",
    "https://[2001:db8::1], [2001:db8::1]:443, true",
    "https://x, x:8443, false",
    "https://x:8443, x, false",
    "http://x, x:443, false",
    "https://y, x, false",
    "https://x.evil.example, x, false",
    "https://user@x, x, false",
    "null, x, false",
    "https://x, , false",
  })
  void aDefaultPortIsNoDifference(String origin, String host, boolean same) {
    assertThat(CrossSiteFilter.isSameHost(origin, host)).isEqualTo(same);
  }
}
