package io.xiaoer.simulator.customer;

import java.time.Instant;

/** One message on a customer's phone. */
public record ChatMessage(
    String msgId, String shop, String openId, Direction direction, Content content, Instant at) {}
