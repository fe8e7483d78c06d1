package io.xiaoer.secondfactor;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where passkeys work: a browser makes and uses them for one host only, by TLS or on the machine
 * itself.
 */
sealed interface PasskeySite {
  String LOCALHOST = "localhost";

  /**
   * Here.
   *
   * @param rpId the host, which a passkey is bound to
   * @param origin what a browser must say that it has open
   */
  record Here(String rpId, String origin) implements PasskeySite {}

  /** The page is open at another address than the public one, which is {@code origin}. */
  record Elsewhere(String origin) implements PasskeySite {}

  /** Nobody has said yet what the public address is. */
  record Unknown() implements PasskeySite {}

  /** The public address has no TLS, or is a number and no name. */
  record Unfit(String origin) implements PasskeySite {}

  /**
   * By the public address and what a browser says that it has open. Without a public address only
   * the machine itself will do: a host that a request names may be anybody's.
   */
  static PasskeySite of(Optional<URI> publicUrl, @Nullable String origin) {
    if (publicUrl.isEmpty()) {
      return parse(origin)
          .filter(url -> host(url).equals(LOCALHOST))
          .<PasskeySite>map(url -> new Here(LOCALHOST, origin(url)))
          .orElseGet(Unknown::new);
    }
    URI url = publicUrl.get();
    String expected = origin(url);
    if (!isFit(url)) {
      return new Unfit(expected);
    }
    return origin == null || origin.equals(expected)
        ? new Here(host(url), expected)
        : new Elsewhere(expected);
  }

  private static boolean isFit(URI url) {
    String host = host(url);
    boolean number = host.startsWith("[") || host.matches("[0-9.]+");
    return !number && (scheme(url).equals("https") || host.equals(LOCALHOST));
  }

  private static Optional<URI> parse(@Nullable String origin) {
    try {
      return Optional.ofNullable(origin)
          .map(URI::create)
          .filter(url -> url.getHost() != null && url.getScheme() != null);
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  private static String host(URI url) {
    return url.getHost().toLowerCase(Locale.ROOT);
  }

  private static String scheme(URI url) {
    return url.getScheme().toLowerCase(Locale.ROOT);
  }

  /** As browsers write it: without the port that goes without saying. */
  private static String origin(URI url) {
    int usual = scheme(url).equals("https") ? 443 : 80;
    boolean plain = url.getPort() < 0 || url.getPort() == usual;
    return scheme(url) + "://" + host(url) + (plain ? "" : ":" + url.getPort());
  }
}
