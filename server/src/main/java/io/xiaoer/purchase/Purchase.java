package io.xiaoer.purchase;

/**
 * An order that somebody paid who has written to the shop.
 *
 * @param conversationId with the customer whose openid is the one of the order
 * @param paidAt in microseconds, by the platform's clock
 */
public record Purchase(long conversationId, String orderId, long paidAt) {}
