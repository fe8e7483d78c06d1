package io.xiaoer.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTextTest {
  @ParameterizedTest
  @CsvSource({
    "https://developers.weixin.qq.com/doc/store/shop/changelog.html,"
        + "https://developers.weixin.qq.com/doc/store/shop/changelog.html",
    "' HTTPS://weixin.qq.com/a?b=1#c ', HTTPS://weixin.qq.com/a?b=1#c",
    "https://developers.weixin.qq.com/发货, https://developers.weixin.qq.com/%E5%8F%91%E8%B4%A7"
  })
  void aLinkToThePlatformsOwnPagesIsKept(String address, String kept) {
    assertThat(ForeignText.link(address)).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://developers.weixin.qq.com/",
        "javascript:alert(1)",
        "https://weixin.qq.com.evil.example/",
        "https://evilweixin.qq.com/",
        "https://evil.example/?weixin.qq.com",
        "https://weixin.qq.com@evil.example/",
        "https://evil.example\\@weixin.qq.com/",
        "https://a:b@weixin.qq.com/",
        "https://weixin.qq.com:8443/",
        "//weixin.qq.com/",
        "https://weixin.qq.com/\u0000",
        "https:weixin.qq.com",
        "https://"
      })
  void anyOtherLinkIsNone(String address) {
    assertThat(ForeignText.link(address)).isEmpty();
  }

  @Test
  void aLongLinkIsNone() {
    assertThat(ForeignText.link("https://weixin.qq.com/" + "a".repeat(500))).isEmpty();
  }

  @Test
  void whatIsNotSeenIsABlankAndLinesStayLines() {
    assertThat(ForeignText.shown(" 新增\u202E字段\u0000\n二\u200B行\uD800 ", 100))
        .isEqualTo("新增 字段 \n二 行");
  }

  @Test
  void whatIsTooLongIsCutBetweenCharacters() {
    assertThat(ForeignText.shown("🙂".repeat(100_000), 5)).isEqualTo("🙂🙂🙂🙂…");
    assertThat(ForeignText.shown("🙂".repeat(5), 5)).isEqualTo("🙂".repeat(5));
  }
}
