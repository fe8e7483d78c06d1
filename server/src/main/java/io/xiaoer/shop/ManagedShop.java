package io.xiaoer.shop;

import java.time.Instant;
import java.util.Set;

/**
 * A shop that was added at the desk, without its secrets.
 *
 * @param secrets the names of those that are set, as {@code app_secret}
 * @param active false when its pushes are no longer taken and its answers no longer sent
 */
public record ManagedShop(
    String id,
    String name,
    String userName,
    String appId,
    String mode,
    String apiBaseUrl,
    Set<String> secrets,
    boolean active,
    Instant changedAt) {}
