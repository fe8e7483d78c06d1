package io.xiaoer.webhook;

import io.xiaoer.conversation.ConversationEvents;
import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.store.Tuples;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes the deliveries of a customer's events, with what was answered to them, also those that
 * still wait. What was sent is with its receiver.
 */
final class WebhookErasure implements ErasesCustomer {
  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public Map<Kind, Long> count(JdbcClient jdbc, ErasedCustomer who) {
    return Map.of(Kind.DELIVERIES, (long) deliveries(jdbc, who).size());
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc -> {
      for (List<Long> slice : Tuples.slices(deliveries(jdbc, who))) {
        String ids = Tuples.of(slice.size(), "?");
        jdbc.sql("DELETE FROM webhook_attempt WHERE delivery_id IN (" + ids + ")")
            .params(slice)
            .update();
        jdbc.sql("DELETE FROM webhook_delivery WHERE id IN (" + ids + ")").params(slice).update();
      }
    };
  }

  /** Not those of what the customer has written since. */
  private static List<Long> deliveries(JdbcClient jdbc, ErasedCustomer who) {
    record Delivery(long id, String source, long sequence) {}
    List<Delivery> found =
        jdbc.sql(
                """
                SELECT id, source, sequence FROM webhook_delivery
                WHERE customer IN (:named, :pseudonym)
                """)
            .param("named", who.shop().value() + "|" + who.openId())
            .param("pseudonym", who.shop().value() + "|" + who.pseudonym())
            .query((row, _) ->
                new Delivery(row.getLong("id"), row.getString("source"), row.getLong("sequence")))
            .list();
    Set<Long> happened =
        found.isEmpty()
            ? Set.of()
            : new HashSet<>(ConversationEvents.numbers(jdbc, who.conversationId()));
    return found.stream()
        .filter(one ->
            one.source.equals("log")
                ? one.sequence <= who.upToSeq()
                : happened.contains(one.sequence))
        .map(Delivery::id)
        .toList();
  }
}
