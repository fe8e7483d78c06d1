package io.xiaoer.notice;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The channels in the order in which they stand in for each other. A telephone is not among them:
 * nobody stands in for it, and it for nobody.
 */
final class Ring {
  private Ring() {}

  /** This one if it takes a message now, or the first after it that does. */
  static Optional<Channel> from(List<Channel> channels, long id, Instant now) {
    return starting(channels, id, 0, now);
  }

  /** The first after this one that takes a message now; at last this one itself. */
  static Optional<Channel> after(List<Channel> channels, long id, Instant now) {
    return starting(channels, id, 1, now);
  }

  private static Optional<Channel> starting(
      List<Channel> channels, long id, int places, Instant now) {
    OptionalInt at =
        IntStream.range(0, channels.size()).filter(i -> channels.get(i).id() == id).findFirst();
    if (at.isEmpty()) {
      return Optional.empty();
    }
    return IntStream.range(0, channels.size())
        .mapToObj(i -> channels.get((at.getAsInt() + places + i) % channels.size()))
        .filter(channel -> channel.takes(now))
        .findFirst();
  }
}
