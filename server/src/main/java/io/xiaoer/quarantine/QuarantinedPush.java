package io.xiaoer.quarantine;

import io.xiaoer.shop.ShopId;
import java.time.Instant;

/**
 * One push that waits to be read.
 *
 * @param reason why it could not be read, as the metrics name it
 * @param detail the same in words; never of its content
 * @param bytes the size of its body
 * @param pushes how often it came
 */
public record QuarantinedPush(
    long id,
    ShopId shop,
    String reason,
    String detail,
    int bytes,
    int pushes,
    Instant firstAt,
    Instant lastAt) {}
