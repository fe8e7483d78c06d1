package io.xiaoer.sdk.api;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From where the platform pushes. They change: ask daily.
 *
 * @param blocks at least one, or there was something malformed
 * @param malformed entries that are neither address nor block, each cut to 64 characters: somebody
 *     should look, before pushes from there are turned away
 * @see <a
 *     href="https://developers.weixin.qq.com/doc/channels/api/basic/api_getcallbackip">getcallbackip
 *     on the platform's pages</a>
 */
public record CallbackAddresses(List<AddressBlock> blocks, List<String> malformed) {
  private static final int malformedCharsMax = 64;

  /** Keeps copies of the lists. */
  public CallbackAddresses {
    blocks = List.copyOf(blocks);
    malformed = List.copyOf(malformed);
  }

  /** Whether the platform pushes from this address. */
  public boolean contains(InetAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  /** Null without a list, and for an empty one: nobody pushes from nowhere. */
  static @Nullable CallbackAddresses read(Answer answer) {
    List<AddressBlock> blocks = new ArrayList<>();
    List<String> malformed = new ArrayList<>();
    for (Json entry : answer.body().list("ip_list", Json.nodesMax)) {
      String text = entry.text();
      Optional<AddressBlock> block = AddressBlock.parse(text);
      if (block.isPresent()) {
        blocks.add(block.get());
      } else {
        malformed.add(text.substring(0, Math.min(malformedCharsMax, text.length())));
      }
    }
    return blocks.isEmpty() && malformed.isEmpty()
        ? null
        : new CallbackAddresses(blocks, malformed);
  }
}
