package io.xiaoer.starter.inbox;

import java.time.Instant;

/**
 * What was attempted as often as it may be, and is now left to a person.
 *
 * @param id of the row in {@code xiaoer_inbox}; {@link JdbcMessageInbox#requeue} takes it
 * @param shop the id of the shop in the configuration
 * @param event the platform's name of the event
 * @param msgId empty where there is none
 * @param receivedAt when the push was kept
 * @param attempts how often it was tried
 * @param error class and message of what the last attempt threw; may be empty
 */
public record DeadLetter(
    long id,
    String shop,
    String event,
    String msgId,
    Instant receivedAt,
    int attempts,
    String error) {}
