package io.xiaoer.simulator.shop;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * From where a shop's API may be called: addresses, or blocks as {@code 10.0.0.0/8}. Without any,
 * from everywhere.
 *
 * @param bare whether others get HTTP 403 and no errcode: both have been seen
 */
public record AllowedAddresses(List<String> written, boolean bare) {
  public static final AllowedAddresses ANY = new AllowedAddresses(List.of());
  private static final int MANY_MAX = 200;
  // Digits only, so that reading one never asks a name server.
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private record Block(BigInteger start, int bits, int length) {
    boolean has(Block other) {
      return length == other.length
          && start.shiftRight(length - bits).equals(other.start.shiftRight(length - bits));
    }
  }

  /** Others get the errcode that says so. */
  public AllowedAddresses(List<String> written) {
    this(written, false);
  }

  public AllowedAddresses {
    written = List.copyOf(written);
    wrong(written)
        .ifPresent(why -> {
          throw new IllegalArgumentException("allowed addresses: " + why);
        });
  }

  /** What is wrong with such a list; empty when nothing is. */
  public static Optional<String> wrong(List<String> list) {
    if (list.size() > MANY_MAX) {
      return Optional.of(list.size() + " (expected: at most " + MANY_MAX + ")");
    }
    return list.stream()
        .filter(each -> block(each).isEmpty())
        .findFirst()
        .map(each -> each + " (expected: an address such as 10.0.0.7, or a block, 10.0.0.0/8)");
  }

  public boolean allows(String address) {
    if (written.isEmpty()) {
      return true;
    }
    Optional<Block> caller = block(address);
    return caller.isPresent()
        && written.stream()
            .flatMap(each -> block(each).stream())
            .anyMatch(b -> b.has(caller.get()));
  }

  private static Optional<Block> block(String text) {
    int slash = text.indexOf('/');
    String address = (slash < 0 ? text : text.substring(0, slash)).replaceAll("^\\[|]$", "");
    if (!ADDRESS.matcher(address).matches()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      int length = bytes.length * 8;
      int bits = slash < 0 ? length : Integer.parseInt(text.substring(slash + 1));
      return bits < 0 || bits > length
          ? Optional.empty()
          : Optional.of(new Block(new BigInteger(1, bytes), bits, length));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
