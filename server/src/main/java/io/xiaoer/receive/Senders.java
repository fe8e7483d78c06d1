package io.xiaoer.receive;

import io.xiaoer.quarantine.Source;
import io.xiaoer.shop.ShopId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * From where messages came that were new and could be read. A stranger cannot have written such a
 * one, so what comes from there and cannot be read is most likely the platform's as well. In memory
 * of this node.
 */
final class Senders {
  /** The platform pushes from far fewer; those that come after are as unknown ones. */
  private static final int KEPT_MAX = 4_096;

  private static final int IPV6_NETWORK_BYTES = 8;

  private record Sender(ShopId shop, String address) {}

  private final AddressGate gate;
  private final Set<Sender> accepted = ConcurrentHashMap.newKeySet();

  Senders(AddressGate gate) {
    this.gate = gate;
  }

  /** {@code address} as the servlet container gives it. */
  void accepted(ShopId shop, String address) {
    Sender sender = new Sender(shop, address);
    if (!accepted.contains(sender) && accepted.size() < KEPT_MAX) {
      accepted.add(sender);
    }
  }

  Source source(ShopId shop, String address) {
    boolean vouched = accepted.contains(new Sender(shop, address)) || gate.isListed(shop, address);
    return new Source(
        ListedAddresses.address(address).map(Senders::network).orElse("unknown"), vouched);
  }

  /** One customer of a provider has at least a /64 of IPv6 to themselves. */
  private static String network(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, IPV6_NETWORK_BYTES) + "/64"
        : address.getHostAddress();
  }
}
