package io.xiaoer.http;

import io.xiaoer.sdk.api.AddressBlock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * How many connections are kept, and how long a request may take to arrive.
 *
 * @param crowded number of connections from which on those that do nothing are closed; well below
 *     the number at which no further one is accepted
 * @param perNetwork most connections from one IPv4 address or one IPv6 /64 that is no proxy
 * @param slow how many heads, and how many bodies, may be on their way at once; beyond it the
 *     slowest are cut off
 * @param arrivesWithin a head, from its first byte to its last; and then a body
 * @param proxies whose connections carry the requests of many people; loopback is always one
 */
record ConnectionLimits(
    int crowded, int perNetwork, int slow, Duration arrivesWithin, List<AddressBlock> proxies) {
  private static final int IPV6_NETWORK_BITS = 64;

  ConnectionLimits {
    proxies = List.copyOf(proxies);
  }

  boolean isProxy(InetAddress address) {
    return address.isLoopbackAddress()
        || proxies.stream().anyMatch(block -> block.contains(address));
  }

  /** What one customer of a provider gets: an IPv4 address, or a /64 of IPv6. */
  static InetAddress networkOf(InetAddress address) {
    return address.getAddress().length == Integer.BYTES
        ? address
        : new AddressBlock(address, IPV6_NETWORK_BITS).network();
  }
}
