package io.xiaoer.sdk.api;

import java.net.InetAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a download may contact: which names, and which addresses behind them. It is asked before
 * every request, for a redirect's target too; what it is asked about is an http or https URL with a
 * host and without user information.
 *
 * <p>A name service may lie, and may say another thing a second later. So every address that a name
 * stands for is asked about, and {@link Downloads} connects to one of exactly those.
 *
 * <p>Objections are words for a log: they do not quote the URL's query, which names a customer.
 */
@FunctionalInterface
public interface TargetPolicy {
  /** Why not; empty when it may be contacted. Asked before the name is looked up. */
  Optional<String> objection(URI target);

  /**
   * Why not at this address; empty when it may be contacted there. One objectionable address among
   * several is enough to contact none.
   */
  default Optional<String> objection(URI target, InetAddress address) {
    return PublicAddresses.objection(address);
  }

  /**
   * Only https, only the usual port, only these hosts, and only addresses of the public internet.
   *
   * @param hosts names like {@code channels.weixin.qq.com}, in any case; a host's subdomains are
   *     other hosts, unless it is written like {@code *.qpic.cn}, which means them and not itself
   * @throws IllegalArgumentException when one of them is not a host's name
   */
  static TargetPolicy httpsTo(Collection<String> hosts) {
    return new HttpsTo(hosts);
  }

  /**
   * Only this machine, by its usual names, http or https, any port: for a simulator and for tests.
   */
  static TargetPolicy loopback() {
    return new Loopback();
  }

  /** Everything that this policy or the other has no objection to. */
  default TargetPolicy or(TargetPolicy other) {
    TargetPolicy first = this;
    return new TargetPolicy() {
      @Override
      public Optional<String> objection(URI target) {
        return first.objection(target).flatMap(objection -> other.objection(target));
      }

      @Override
      public Optional<String> objection(URI target, InetAddress address) {
        Optional<String> why = Optional.of("nothing allows it");
        for (TargetPolicy policy : List.of(first, other)) {
          // Whoever objects to the name has no say on the address.
          if (why.isPresent() && policy.objection(target).isEmpty()) {
            why = policy.objection(target, address);
          }
        }
        return why;
      }
    };
  }

  /** See {@link #httpsTo}. */
  final class HttpsTo implements TargetPolicy {
    private static final String ANY_SUBDOMAIN = "*.";

    private final Set<String> names;
    private final List<String> suffixes;

    private HttpsTo(Collection<String> hosts) {
      List<String> lower =
          hosts.stream().map(host -> host.strip().toLowerCase(Locale.ROOT)).toList();
      for (String host : lower) {
        String name = host.startsWith(ANY_SUBDOMAIN) ? host.substring(2) : host;
        if (!name.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")) {
          throw new IllegalArgumentException(
              "host: '" + host + "' (expected: a name like channels.weixin.qq.com or *.qpic.cn)");
        }
      }
      names = Set.copyOf(lower.stream().filter(host -> !host.startsWith(ANY_SUBDOMAIN)).toList());
      suffixes =
          lower.stream()
              .filter(host -> host.startsWith(ANY_SUBDOMAIN))
              .map(host -> host.substring(1)) // with its dot: evilqpic.cn is another house
              .toList();
    }

    @Override
    public Optional<String> objection(URI target) {
      if (!target.getScheme().equalsIgnoreCase("https")) {
        return Optional.of("not https");
      }
      if (target.getPort() != -1 && target.getPort() != 443) {
        return Optional.of("port " + target.getPort());
      }
      String host = target.getHost().toLowerCase(Locale.ROOT);
      return names.contains(host) || suffixes.stream().anyMatch(host::endsWith)
          ? Optional.empty()
          : Optional.of("host not on the list: " + host);
    }
  }

  /** See {@link #loopback}. */
  final class Loopback implements TargetPolicy {
    private Loopback() {}

    @Override
    public Optional<String> objection(URI target) {
      String host = target.getHost().toLowerCase(Locale.ROOT);
      return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]")
          ? Optional.empty()
          : Optional.of("not this machine");
    }

    @Override
    public Optional<String> objection(URI target, InetAddress address) {
      return address.isLoopbackAddress() ? Optional.empty() : Optional.of("not this machine");
    }
  }
}
