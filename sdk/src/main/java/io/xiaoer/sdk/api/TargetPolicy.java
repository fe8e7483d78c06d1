package io.xiaoer.sdk.api;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which addresses a download may contact. It is asked before every request, for a redirect's target
 * too; what it is asked about is an http or https URL with a host and without user information.
 *
 * <p>A name alone is not enough against a name service that lies: who must be sure gives {@link
 * Downloads} an HTTP client that checks and pins the resolved address.
 */
@FunctionalInterface
public interface TargetPolicy {
  /**
   * Why not, in words for a log that do not quote the URL's query, which names a customer; empty
   * when it may be contacted.
   */
  Optional<String> objection(URI target);

  /**
   * Only https, only the usual port, and only these hosts; a host's subdomains are other hosts.
   *
   * @param hosts names like {@code channels.weixin.qq.com}, in any case
   */
  static TargetPolicy httpsTo(Set<String> hosts) {
    Set<String> allowed =
        hosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    return target -> {
      if (!target.getScheme().equalsIgnoreCase("https")) {
        return Optional.of("not https");
      }
      if (target.getPort() != -1 && target.getPort() != 443) {
        return Optional.of("port " + target.getPort());
      }
      return allowed.contains(target.getHost().toLowerCase(Locale.ROOT))
          ? Optional.empty()
          : Optional.of("host not on the list");
    };
  }
}
