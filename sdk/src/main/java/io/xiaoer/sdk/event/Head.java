package io.xiaoer.sdk.event;

import org.jspecify.annotations.Nullable;

/**
 * What every event has, whatever it is about.
 *
 * @param toUserName the shop's UserName ({@code gh_…}), or empty where the platform left it out
 * @param openId the customer ({@code FromUserName}); null where missing, blank or too long
 * @param event the name of the event, not empty. A plain message push has no {@code Event}; its
 *     {@code MsgType} stands here.
 * @param msgId {@code msg_id}, or the {@code MsgId} of a plain message push; null where missing
 * @param createTime {@code CreateTime}, Unix time in seconds; null where missing or not a number
 * @param format how the text was written
 * @param raw the exact decrypted bytes, which say what this library does not understand
 */
public record Head(
    String toUserName,
    @Nullable OpenId openId,
    String event,
    @Nullable MsgId msgId,
    @Nullable Long createTime,
    Format format,
    ClearText raw) {}
