package io.xiaoer.secondfactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.secondfactor.PasskeySite.Elsewhere;
import io.xiaoer.secondfactor.PasskeySite.Here;
import io.xiaoer.secondfactor.PasskeySite.Unfit;
import io.xiaoer.secondfactor.PasskeySite.Unknown;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where passkeys work, by the public address and the page that is open. */
class PasskeySiteTest {
  @Test
  void thePublicAddressIsTheOnlyPlace() {
    assertThat(at("https://kf.example.com", "https://kf.example.com"))
        .isEqualTo(new Here("kf.example.com", "https://kf.example.com"));
    assertThat(at("https://KF.example.com:443/", "https://kf.example.com"))
        .isEqualTo(new Here("kf.example.com", "https://kf.example.com"));
    assertThat(at("https://kf.example.com:8443", "https://kf.example.com:8443"))
        .isEqualTo(new Here("kf.example.com", "https://kf.example.com:8443"));
    assertThat(at("https://kf.example.com", null))
        .as("a client without pages: what the device signed decides")
        .isEqualTo(new Here("kf.example.com", "https://kf.example.com"));
    for (String other :
        new String[] {
          "http://kf.example.com",
          "https://kf.example.com:8443",
          "https://evil.example.com",
          "https://kf.example.com.evil.com",
          "http://localhost:8080",
          "null"
        }) {
      assertThat(at("https://kf.example.com", other))
          .as(other)
          .isEqualTo(new Elsewhere("https://kf.example.com"));
    }
  }

  @Test
  void withoutOneOnlyTheMachineItselfWillDo() {
    assertThat(at(null, "http://localhost:8080"))
        .isEqualTo(new Here("localhost", "http://localhost:8080"));
    for (String other :
        new String[] {
          "https://kf.example.com", "http://127.0.0.1:8080", "null", "", "http://[::1"
        }) {
      assertThat(at(null, other)).as(other).isEqualTo(new Unknown());
    }
    assertThat(at(null, null)).isEqualTo(new Unknown());
  }

  @Test
  void anAddressWithoutTlsOrNameIsUnfit() {
    assertThat(at("http://kf.example.com", "http://kf.example.com"))
        .isEqualTo(new Unfit("http://kf.example.com"));
    assertThat(at("https://203.0.113.7", "https://203.0.113.7"))
        .isEqualTo(new Unfit("https://203.0.113.7"));
    assertThat(at("https://[2001:db8::7]", "https://[2001:db8::7]"))
        .isEqualTo(new Unfit("https://[2001:db8::7]"));
    assertThat(at("http://localhost:8080", "http://localhost:8080"))
        .isEqualTo(new Here("localhost", "http://localhost:8080"));
  }

  private static PasskeySite at(@Nullable String publicUrl, @Nullable String origin) {
    return PasskeySite.of(Optional.ofNullable(publicUrl).map(URI::create), origin);
  }
}
