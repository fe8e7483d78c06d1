package io.xiaoer.customer;

import io.xiaoer.conversation.Assignments.ClosedEpisode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a customer in one shop.
 *
 * @param remarkName the name that people gave, null when none
 * @param block null when he is not blocked
 * @param firstSeenAt when his first message or event arrived here
 * @param messages all, both ways
 * @param earlier stretches of the conversation that were closed, newest first
 */
public record Customer(
    @Nullable String remarkName,
    String note,
    List<String> tags,
    boolean starred,
    @Nullable Block block,
    Instant firstSeenAt,
    long messages,
    List<ClosedEpisode> earlier) {

  public Customer {
    tags = List.copyOf(tags);
    earlier = List.copyOf(earlier);
  }

  /**
   * Nobody is called for him.
   *
   * @param until null for good
   */
  public record Block(String reason, @Nullable Instant until, String by, Instant at) {}

  @Override
  public String toString() {
    return "Customer";
  }
}
