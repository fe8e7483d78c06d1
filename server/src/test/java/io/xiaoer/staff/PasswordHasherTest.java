package io.xiaoer.staff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private final Passwords passwords = new Passwords();

  @Test
  void nobodysPasswordIsComparedWithAHashThatIsAsSlowAsAnybodys() {
    String fresh = passwords.hash("a few words in a row");
    assertThat(Passwords.NOBODYS_HASH).hasSameSizeAs(fresh).startsWith(fresh.substring(0, 7));
    assertThat(passwords.matches("a few words in a row", Optional.empty())).isFalse();
    assertThat(passwords.matches("", Optional.empty())).isFalse();
    assertThat(passwords.matches("a few words in a row", Optional.of(fresh))).isTrue();
  }
}
