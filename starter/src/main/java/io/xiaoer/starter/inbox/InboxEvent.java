package io.xiaoer.starter.inbox;

import io.xiaoer.sdk.event.Head;
import java.time.Instant;

/**
 * Anything else that a shop's push URL is sent: orders, after-sales, products, {@code debug_demo}.
 *
 * @param id of the row in {@code xiaoer_inbox}
 * @param key 64 hex digits that are the same for every push of this event and in every attempt
 * @param shop the id of the shop in the configuration
 * @param head the event's name, the customer if it names one, and the decrypted text, in which
 *     {@link io.xiaoer.sdk.event.EventFields} finds fields
 * @param receivedAt when the push was kept
 * @param attempt 1 for the first call of the handler with this event
 */
public record InboxEvent(
    long id, String key, String shop, Head head, Instant receivedAt, int attempt) {

  @Override
  public String toString() {
    return "event " + id + " of shop " + shop + " (attempt " + attempt + ")";
  }
}
