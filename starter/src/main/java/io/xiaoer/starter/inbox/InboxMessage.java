package io.xiaoer.starter.inbox;

import io.xiaoer.sdk.event.Head;
import io.xiaoer.sdk.event.Message;
import io.xiaoer.sdk.event.OpenId;
import io.xiaoer.sdk.event.Origin;
import java.time.Instant;

/**
 * A message of a shop's customer service, as a {@link KfMessageHandler} is given it. Prints neither
 * the customer nor what they wrote.
 *
 * @param id of the row in {@code xiaoer_inbox}
 * @param key 64 hex digits that are the same for every push of this message and in every attempt:
 *     for request ids, and for effects outside the database
 * @param shop the id of the shop in the configuration
 * @param openId the customer, in this shop
 * @param origin who made it; {@link Origin#OTHER} is an agent's or the system's doing
 * @param content what it says, in one of the seven kinds, or {@link Message.Unknown}
 * @param head the fields that all events have, the msg_id and the decrypted text among them
 * @param receivedAt when the push was kept
 * @param attempt 1 for the first call of the handler with this message
 */
public record InboxMessage(
    long id,
    String key,
    String shop,
    OpenId openId,
    Origin origin,
    Message content,
    Head head,
    Instant receivedAt,
    int attempt) {

  @Override
  public String toString() {
    return "message " + id + " of shop " + shop + " (" + content + ", attempt " + attempt + ")";
  }
}
