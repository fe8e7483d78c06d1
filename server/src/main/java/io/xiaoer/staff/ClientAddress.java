package io.xiaoer.staff;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/** What an address counts as where callers are counted. */
final class ClientAddress {
  private static final int NETWORK_BYTES = 8;
  private static final String OTHER = "other";

  private ClientAddress() {}

  /**
   * Enough to know a network again, and not the machine in it: the last byte of an IPv4 address and
   * the last half of an IPv6 address are left out.
   */
  static String masked(String address) {
    String group = group(address);
    if (group.equals(OTHER)) {
      return "";
    }
    int lastDot = group.lastIndexOf('.');
    return lastDot < 0 ? group : group.substring(0, lastDot) + ".*";
  }

  /**
   * An IPv6 address counts as its /64: who has one address of it has all 2^64. An IPv4 address
   * counts as itself.
   */
  static String group(String address) {
    InetAddress parsed;
    try {
      parsed = InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException notAnAddress) {
      return OTHER;
    }
    if (parsed instanceof Inet6Address) {
      byte[] network = Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < NETWORK_BYTES; i += 2) {
        text.append("%02x%02x:".formatted(network[i], network[i + 1]));
      }
      return text.append(":/64").toString();
    }
    return parsed.getHostAddress();
  }
}
