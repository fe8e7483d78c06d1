package io.xiaoer.sdk.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address, or a CIDR block of them.
 *
 * @param network its first address: bits behind the prefix are cleared
 * @param prefixBits how many leading bits all of its addresses share; 32 (IPv4) or 128 (IPv6) for a
 *     single one
 */
public record AddressBlock(InetAddress network, int prefixBits) {
  private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
  private static final Pattern BITS = Pattern.compile("0|[1-9]\\d{0,2}");

  /**
   * A block.
   *
   * @throws IllegalArgumentException when the prefix is longer than an address
   */
  public AddressBlock {
    int bits = network.getAddress().length * 8;
    if (prefixBits < 0 || prefixBits > bits) {
      throw new IllegalArgumentException(
          "prefix: " + prefixBits + " bits (expected: 0 to " + bits + ")");
    }
    network = masked(network, prefixBits);
  }

  /**
   * Reads {@code 101.226.233.0/24}, {@code 2402:4e00::/32}, or either without a prefix. Never asks
   * the name service.
   */
  public static Optional<AddressBlock> parse(String text) {
    String[] parts = text.strip().split("/", -1);
    if (parts.length > 2 || (parts.length == 2 && !BITS.matcher(parts[1]).matches())) {
      return Optional.empty();
    }
    return address(parts[0])
        .flatMap(address -> {
          int bits = address.getAddress().length * 8;
          int prefix = parts.length == 2 ? Integer.parseInt(parts[1]) : bits;
          return prefix > bits ? Optional.empty() : Optional.of(new AddressBlock(address, prefix));
        });
  }

  /** An address of the other version is never inside; an IPv4 address mapped into IPv6 is IPv4. */
  public boolean contains(InetAddress address) {
    return address.getAddress().length == network.getAddress().length
        && masked(address, prefixBits).equals(network);
  }

  private static Optional<InetAddress> address(String literal) {
    try {
      if (V4.matcher(literal).matches()) {
        byte[] bytes = new byte[4];
        String[] numbers = literal.split("\\.", -1);
        for (int i = 0; i < bytes.length; i++) {
          // A leading zero is octal for some readers: 010.0.0.1 names two addresses.
          if (!BITS.matcher(numbers[i]).matches() || Integer.parseInt(numbers[i]) > 255) {
            return Optional.empty();
          }
          bytes[i] = (byte) Integer.parseInt(numbers[i]);
        }
        return Optional.of(InetAddress.getByAddress(bytes));
      }
      // In brackets it is read as a literal or refused, and never looked up as a name.
      return V6.matcher(literal).matches() && literal.contains(":")
          ? Optional.of(InetAddress.getByName("[" + literal + "]"))
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static InetAddress masked(InetAddress address, int prefixBits) {
    byte[] bytes = address.getAddress();
    int whole = prefixBits / 8;
    if (whole < bytes.length) {
      bytes[whole] &= (byte) (0xFF00 >> (prefixBits % 8));
      Arrays.fill(bytes, whole + 1, bytes.length, (byte) 0);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e); // 4 or 16 bytes, from an address
    }
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefixBits;
  }
}
