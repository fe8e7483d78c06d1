package io.xiaoer.staff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuessableWordsTest {
  private static final List<String> OWN =
      List.of("xiaomei", "小美", "main", "青山茶叶", "gh_0123456789ab");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "PasswordPassword",
        "P@ssw0rd-2026-!!!",
        "1234567890123456",
        "abcdefghijklmnop",
        "9876543210987654",
        "aaaaaaaaaaaaaaaa",
        "qwertyuiop123456",
        "1qaz2wsx1qaz2wsx",
        "woaini1314woaini",
        "xiaomei-xiaomei-1",
        "Xiaomei20261130",
        "小美小美2026",
        "青山茶叶客服密码123",
        "weixin kefu xiaodian",
        "gh_0123456789ab-main"
      })
  void whatIsMadeOfWhatIsTriedFirstIsGuessable(String password) {
    assertThat(GuessableWords.areAllOf(password, OWN)).as(password).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery staple",
        "a-long-password-7",
        "xiaomei likes green kettles",
        "春江潮水连海平",
        "482915730264718",
        "kX9vQ2mL4pR7",
        "blue kettle"
      })
  void whatHasMoreThanThatIsNot(String password) {
    assertThat(GuessableWords.areAllOf(password, OWN)).as(password).isFalse();
  }
}
