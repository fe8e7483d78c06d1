package io.xiaoer.outbound;

import io.xiaoer.sdk.api.AddressBlock;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Settings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses may be called: those of the Internet, by https; inner ones, and these by http
 * too, only where the configuration allows them; those that tell a machine its secrets, never.
 */
public final class AddressGuard {
  /** Whatever is allowed: link-local ones, and where clouds have their metadata. */
  private static final List<AddressBlock> NEVER =
      blocks("169.254.0.0/16", "100.100.100.200/32", "fe80::/10", "fd00:ec2::254/128");

  /** Not of the Internet (IANA's special-purpose registries). */
  private static final List<AddressBlock> INNER =
      blocks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "::/96",
          "64:ff9b:1::/48",
          "100::/64",
          "2001::/23",
          "2001:db8::/32",
          "2002::/16",
          "3fff::/20",
          "5f00::/16",
          "fc00::/7",
          "fec0::/10",
          "ff00::/8");

  /** IPv4 addresses inside of IPv6 ones: the last four bytes. */
  private static final AddressBlock TRANSLATED = blocks("64:ff9b::/96").getFirst();

  private final List<AddressBlock> allowed;

  public AddressGuard(List<AddressBlock> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /** The configured ones of webhooks. Throws {@link BadSettings} for what is no address. */
  static List<AddressBlock> allowed(Settings settings) {
    return allowed("xiaoer.webhooks.allow", settings.webhooks().allow());
  }

  /** As written at {@code key}. Throws {@link BadSettings} for what is no address. */
  public static List<AddressBlock> allowed(String key, List<String> written) {
    List<Problem> problems = new ArrayList<>();
    List<AddressBlock> blocks = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      Optional<AddressBlock> block = AddressBlock.parse(written.get(i));
      if (block.isPresent()) {
        blocks.add(block.get());
      } else {
        problems.add(
            new Problem(
                "%s[%s]".formatted(key, i),
                "'%s' (expected: an address, or a block as 10.0.0.0/28)"
                    .formatted(written.get(i))));
      }
    }
    if (!problems.isEmpty()) {
      throw new BadSettings(problems);
    }
    return blocks;
  }

  /** What there is against an address; found before it is called. */
  public enum Objection {
    NOT_HTTPS,
    INNER_ADDRESS
  }

  /** Where a call goes, looked up once: what is called is what was looked at. */
  public List<InetAddress> resolve(URI url) throws UnknownHostException {
    return List.of(InetAddress.getAllByName(url.getHost()));
  }

  /** Empty when all of them may be called. */
  public Optional<Objection> objection(URI url, List<InetAddress> addresses) {
    boolean plain = !url.getScheme().toLowerCase(Locale.ROOT).equals("https");
    for (InetAddress address : addresses) {
      if (isIn(NEVER, address)) {
        return Optional.of(Objection.INNER_ADDRESS);
      }
      if (!isIn(allowed, address)) {
        if (isIn(INNER, address)) {
          return Optional.of(Objection.INNER_ADDRESS);
        }
        if (plain) {
          return Optional.of(Objection.NOT_HTTPS);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isIn(List<AddressBlock> blocks, InetAddress address) {
    return Stream.concat(Stream.of(address), inside(address).stream())
        .anyMatch(one -> blocks.stream().anyMatch(block -> block.contains(one)));
  }

  private static Optional<InetAddress> inside(InetAddress address) {
    if (!TRANSLATED.contains(address)) {
      return Optional.empty();
    }
    byte[] bytes = address.getAddress();
    try {
      return Optional.of(
          InetAddress.getByAddress(Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length)));
    } catch (UnknownHostException fourBytesAreOne) {
      throw new IllegalStateException(fourBytesAreOne);
    }
  }

  private static List<AddressBlock> blocks(String... written) {
    return Arrays.stream(written).map(one -> AddressBlock.parse(one).orElseThrow()).toList();
  }
}
