package io.xiaoer.sdk.api;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses lie in the public internet. Behind the others are this machine, its neighbours,
 * the cloud's metadata, or nobody.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's list for
 *     IPv4</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IANA's list for
 *     IPv6</a>
 */
final class PublicAddresses {
  private static final List<AddressBlock> NOT_PUBLIC_V4 =
      blocks(
          "0.0.0.0/8", // this network
          "10.0.0.0/8",
          "100.64.0.0/10", // behind a provider's translation; 100.100.100.200 gives cloud metadata
          "127.0.0.0/8",
          "168.63.129.16/32", // a cloud's own services under a public address
          "169.254.0.0/16", // link-local; 169.254.169.254 gives cloud metadata
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4", // multicast
          "240.0.0.0/4");

  /** All that is routed worldwide. */
  private static final AddressBlock GLOBAL_V6 = block("2000::/3");

  private static final List<AddressBlock> NOT_PUBLIC_V6 =
      blocks(
          "2001::/23", // Teredo and other protocols' own; may carry a private IPv4 address
          "2001:db8::/32",
          "2002::/16", // 6to4, the same
          "3fff::/20");

  /** An IPv4 address as a network without IPv4 sees it: its last 32 bits. */
  private static final AddressBlock TRANSLATED_V4 = block("64:ff9b::/96");

  private PublicAddresses() {}

  static Optional<String> objection(InetAddress address) {
    return isPublic(address)
        ? Optional.empty()
        : Optional.of("an address that is not of the public internet");
  }

  private static boolean isPublic(InetAddress address) {
    // Java gives an IPv4 address mapped into IPv6 as the IPv4 address it is.
    if (address instanceof Inet4Address) {
      return NOT_PUBLIC_V4.stream().noneMatch(block -> block.contains(address));
    }
    if (TRANSLATED_V4.contains(address)) {
      return isPublic(lastFourBytes(address));
    }
    return GLOBAL_V6.contains(address)
        && NOT_PUBLIC_V6.stream().noneMatch(block -> block.contains(address));
  }

  private static InetAddress lastFourBytes(InetAddress address) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
    } catch (UnknownHostException e) {
      throw new AssertionError(e); // four bytes are an address
    }
  }

  private static List<AddressBlock> blocks(String... texts) {
    return Arrays.stream(texts).map(PublicAddresses::block).toList();
  }

  private static AddressBlock block(String text) {
    return AddressBlock.parse(text).orElseThrow(() -> new AssertionError(text));
  }
}
