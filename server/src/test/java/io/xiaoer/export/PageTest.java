package io.xiaoer.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageTest {

  @Test
  void whatPeopleWriteNeverActs() {
    assertThat(Page.text("<script>alert('x')</script>\" onload=\"y & z"))
        .isEqualTo("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot; onload=&quot;y &amp; z");
    assertThat(Page.text("gpj.\u202Eexe\u0000\uD800")).isEqualTo("gpj.\uFFFDexe\uFFFD\uFFFD");
    assertThat(Page.text("两行\n😀")).isEqualTo("两行\n😀");
  }

  @Test
  void everyWordIsThereInEveryLanguage() {
    assertThat(Words.ENGLISH.texts().keySet()).isEqualTo(Words.CHINESE.texts().keySet());
  }

  @Test
  void sizesAreReadable() {
    assertThat(Page.size(999)).isEqualTo("999 B");
    assertThat(Page.size(14_400)).isEqualTo("14 KB");
    assertThat(Page.size(50_000_000)).isEqualTo("50.0 MB");
  }
}
