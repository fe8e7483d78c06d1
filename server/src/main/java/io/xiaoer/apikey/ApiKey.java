package io.xiaoer.key;

import io.xiaoer.staff.Scope;
import java.time.Instant;
import java.util.Set;

/** A key as it is listed: never the key itself, which only its holder has. */
public record ApiKey(
    long id, String name, Set<Scope> scopes, Instant createdAt, String createdBy) {}
