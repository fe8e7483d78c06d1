package io.xiaoer.customer;

import io.xiaoer.conversation.Assignments.ClosedEpisode;
import io.xiaoer.conversation.ConversationEvent.CustomerPart;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

  /** What people see otherwise when it is {@code after}. */
  Set<CustomerPart> differsIn(Customer after) {
    Set<CustomerPart> parts = EnumSet.noneOf(CustomerPart.class);
    if (!Objects.equals(remarkName, after.remarkName)) {
      parts.add(CustomerPart.REMARK_NAME);
    }
    if (!note.equals(after.note)) {
      parts.add(CustomerPart.NOTE);
    }
    if (!tags.equals(after.tags)) {
      parts.add(CustomerPart.TAGS);
    }
    if (starred != after.starred) {
      parts.add(CustomerPart.STARRED);
    }
    if (!Objects.equals(block, after.block)) {
      parts.add(CustomerPart.BLOCKED);
    }
    return parts;
  }

  @Override
  public String toString() {
    return "Customer";
  }
}
