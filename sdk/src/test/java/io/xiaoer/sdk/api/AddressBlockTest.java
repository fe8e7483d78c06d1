package io.xiaoer.sdk.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.sdk.Seeded;
import java.math.BigInteger;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {
  @ParameterizedTest
  @CsvSource({
    "10.1.2.3,10.1.2.3/32",
    "10.1.2.3/8,10.0.0.0/8",
    "' 10.1.2.3/31 ',10.1.2.2/31",
    "0.0.0.0/0,0.0.0.0/0",
    "::1,0:0:0:0:0:0:0:1/128",
    "2402:4E00:ffff::1/33,2402:4e00:8000:0:0:0:0:0/33",
    "::ffff:10.1.2.3,10.1.2.3/32"
  })
  void readsAnAddressOrABlock(String text, String block) {
    assertThat(AddressBlock.parse(text)).map(AddressBlock::toString).contains(block);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10.1.2",
        "10.1.2.3.4",
        "10.1.2.256",
        "010.1.2.3",
        "10.1.2.3/33",
        "10.1.2.3/-1",
        "10.1.2.3/08",
        "10.1.2.3/",
        "10.1.2.3/8/8",
        "::1/129",
        ":::1",
        "1:2:3",
        "fe80::1%eth0",
        "[::1]",
        "localhost",
        "beef",
        "example.com",
        "::ffff:10.1.2.3/120",
        "١٠.1.2.3"
      })
  void refusesWhatIsNeither(String text) {
    assertThat(AddressBlock.parse(text)).isEmpty();
  }

  @Test
  void containsExactlyTheAddressesThatShareThePrefix() {
    Seeded.cases(
        500,
        random -> {
          byte[] network = new byte[random.nextBoolean() ? 4 : 16];
          random.nextBytes(network);
          int bits = network.length * 8;
          int prefix = random.nextInt(bits + 1);
          byte[] other = network.clone();
          int flipped = random.nextInt(bits);
          other[flipped / 8] ^= (byte) (0x80 >> (flipped % 8));
          AddressBlock block = new AddressBlock(InetAddress.getByAddress(network), prefix);
          boolean same =
              new BigInteger(1, network)
                  .shiftRight(bits - prefix)
                  .equals(new BigInteger(1, other).shiftRight(bits - prefix));
          assertThat(block.contains(InetAddress.getByAddress(network))).isTrue();
          assertThat(block.contains(InetAddress.getByAddress(other))).isEqualTo(same);
          assertThat(AddressBlock.parse(block.toString())).contains(block);
        });
  }

  @Test
  void neverMixesTheTwoVersions() throws Exception {
    AddressBlock all4 = AddressBlock.parse("0.0.0.0/0").orElseThrow();
    AddressBlock all6 = AddressBlock.parse("::/0").orElseThrow();
    assertThat(all4.contains(InetAddress.getByAddress(new byte[16]))).isFalse();
    assertThat(all6.contains(InetAddress.getByAddress(new byte[4]))).isFalse();
  }

  @Test
  void refusesAPrefixThatIsLongerThanTheAddress() throws Exception {
    InetAddress address = InetAddress.getByAddress(new byte[4]);
    assertThatThrownBy(() -> new AddressBlock(address, 33))
        .hasMessage("prefix: 33 bits (expected: 0 to 32)");
  }
}
