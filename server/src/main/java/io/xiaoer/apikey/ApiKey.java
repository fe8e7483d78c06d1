package io.xiaoer.apikey;

import io.xiaoer.access.Scope;
import io.xiaoer.shop.ShopScope;
import java.time.Instant;
import java.util.Set;

/** A key as it is listed: never the key itself, which only its holder has. */
public record ApiKey(
    long id,
    String name,
    Set<Scope> scopes,
    ShopScope shops,
    Instant createdAt,
    String createdBy) {}
