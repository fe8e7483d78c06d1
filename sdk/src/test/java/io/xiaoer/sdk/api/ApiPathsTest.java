package io.xiaoer.sdk.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiPathsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        ApiPaths.sendMessage,
        ApiPaths.upload,
        ApiPaths.token,
        ApiPaths.order,
        ApiPaths.product,
        ApiPaths.callbackAddresses,
        "https://api.weixin.qq.com/cgi-bin/stable_token",
        "CHANNELS/EC/COMMKF/NEW"
      })
  void aChangeOfWhatIsCalledHereConcernsIt(String path) {
    assertThat(ApiPaths.concern(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/channels/ec/logistics/ewaybill/biz/order/create",
        "/channels/ec/order/list/get",
        "/cgi-bin/token"
      })
  void aChangeOfAnotherPathDoesNot(String path) {
    assertThat(ApiPaths.concern(path)).isFalse();
  }
}
