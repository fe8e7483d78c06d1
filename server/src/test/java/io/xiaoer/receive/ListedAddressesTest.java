package io.xiaoer.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.receive.ListedAddresses.Unreliable;
import io.xiaoer.sdk.api.AddressBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListedAddressesTest {
  private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

  private static ListedAddresses list(String... blocks) {
    List<AddressBlock> parsed =
        Stream.of(blocks).map(block -> AddressBlock.parse(block).orElseThrow()).toList();
    return new ListedAddresses(parsed, NOW, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "198.51.100.7",
        "198.51.100.7:51234",
        "2402:4e00::7",
        "[2402:4e00::7]:51234",
        "2402:4e00:0:0:0:0:0:7%eth0",
        "::ffff:198.51.100.7"
      })
  void anAddressIsKnownHoweverItIsWritten(String written) {
    ListedAddresses list = list("198.51.100.0/24", "2402:4e00::/32");
    assertThat(list.contains(written)).isTrue();
    assertThat(list.contains(written)).as("the second time").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "198.51.101.7",
        "2402:4e01::7",
        "198.51.100.0/24",
        "unknown",
        "",
        "198.51.100.7 ",
        "localhost",
        "198.51.100.07"
      })
  void whatIsNoListedAddressIsNotKnown(String written) {
    // A blank at the end is a header's own and read away; the rest is something else.
    assertThat(list("198.51.100.0/24", "2402:4e00::/32").contains(written))
        .isEqualTo(written.equals("198.51.100.7 "));
  }

  @Test
  void anOldListIsNotReliedOn() {
    ListedAddresses list = list("198.51.100.0/24");
    assertThat(list.unreliable(NOW.plus(ListedAddresses.AGE_MAX))).isEmpty();
    assertThat(list.unreliable(NOW.plus(ListedAddresses.AGE_MAX).plus(Duration.ofSeconds(1))))
        .contains(Unreliable.TOO_OLD);
  }

  @Test
  void aListThatIsEmptyUnreadOrNeverCameIsNotReliedOn() {
    assertThat(list().unreliable(NOW)).contains(Unreliable.EMPTY);
    assertThat(ListedAddresses.NONE.unreliable(NOW)).contains(Unreliable.NEVER_FETCHED);
    AddressBlock block = AddressBlock.parse("198.51.100.0/24").orElseThrow();
    assertThat(new ListedAddresses(List.of(block), NOW, 1).unreliable(NOW))
        .contains(Unreliable.MALFORMED);
  }
}
