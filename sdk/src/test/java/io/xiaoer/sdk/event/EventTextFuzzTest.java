package io.xiaoer.sdk.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** See README.md for long runs. */
class EventTextFuzzTest {
  @FuzzTest
  void anyJsonIsReadOrRefused(byte[] text) {
    assertReadOrRefused(Samples.utf8("{"), text);
  }

  @FuzzTest
  void anyXmlIsReadOrRefused(byte[] text) {
    assertReadOrRefused(Samples.utf8("<"), text);
  }

  private static void assertReadOrRefused(byte[] first, byte[] rest) {
    byte[] text = new byte[first.length + rest.length];
    System.arraycopy(first, 0, text, 0, first.length);
    System.arraycopy(rest, 0, text, first.length, rest.length);
    Read read = EventText.read(text);
    if (read instanceof Read.Event event) {
      assertThat(event.event().head().raw().bytes()).isEqualTo(text);
      assertThat(event.event().head().event()).isNotEmpty();
    } else {
      assertThat(((Read.Unreadable) read).why()).isNotEmpty();
    }
  }
}
