package io.xiaoer.receive;

import io.xiaoer.sdk.api.AddressBlock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The platform's addresses for one shop, as last asked for. A list that cannot be relied on says so
 * instead of refusing anybody: a push that is turned away wrongly is a message that may be lost.
 */
final class ListedAddresses {
  /** A list of which nothing newer could be had for so long may miss addresses by now. */
  static final Duration AGE_MAX = Duration.ofDays(3);

  /** What the platform pushes from at one time is far less. */
  private static final int SEEN_MAX = 1_024;

  /** Some proxies add the sender's port. */
  private static final Pattern WITH_PORT =
      Pattern.compile("\\[([0-9a-fA-F:.]+)](?::\\d{1,5})?|(\\d{1,3}(?:\\.\\d{1,3}){3}):\\d{1,5}");

  static final ListedAddresses NONE = new ListedAddresses(List.of(), null, 0);

  /** Why nobody is refused by this list. */
  enum Unreliable {
    NEVER_FETCHED,
    EMPTY,
    /** An entry could not be read: it may be the one that counts. */
    MALFORMED,
    TOO_OLD
  }

  private final List<AddressBlock> blocks;
  private final @Nullable Instant fetchedAt;
  private final int malformed;

  /** Listed addresses as they were written, so that a known one costs one look. */
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  ListedAddresses(List<AddressBlock> blocks, @Nullable Instant fetchedAt, int malformed) {
    this.blocks = List.copyOf(blocks);
    this.fetchedAt = fetchedAt;
    this.malformed = malformed;
  }

  int size() {
    return blocks.size();
  }

  @Nullable Instant fetchedAt() {
    return fetchedAt;
  }

  Optional<Unreliable> unreliable(Instant now) {
    if (fetchedAt == null) {
      return Optional.of(Unreliable.NEVER_FETCHED);
    }
    if (malformed > 0) {
      return Optional.of(Unreliable.MALFORMED);
    }
    if (blocks.isEmpty()) {
      return Optional.of(Unreliable.EMPTY);
    }
    return now.isAfter(fetchedAt.plus(AGE_MAX))
        ? Optional.of(Unreliable.TOO_OLD)
        : Optional.empty();
  }

  /** What cannot be read as an address is not one of the platform's. */
  boolean contains(String written) {
    if (seen.contains(written)) {
      return true;
    }
    Optional<InetAddress> address = address(written);
    if (address.isEmpty() || blocks.stream().noneMatch(block -> block.contains(address.get()))) {
      return false;
    }
    if (seen.size() < SEEN_MAX) {
      seen.add(written);
    }
    return true;
  }

  /** Never asks the name service. */
  static Optional<InetAddress> address(String written) {
    var withPort = WITH_PORT.matcher(written);
    String bare = written;
    if (withPort.matches()) {
      bare = withPort.group(1) != null ? withPort.group(1) : withPort.group(2);
    }
    int zone = bare.indexOf('%');
    return AddressBlock.parse(zone < 0 ? bare : bare.substring(0, zone))
        .filter(block -> block.prefixBits() == block.network().getAddress().length * 8)
        .map(AddressBlock::network);
  }
}
