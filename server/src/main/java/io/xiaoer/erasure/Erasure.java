package io.xiaoer.erasure;

import io.xiaoer.erasure.ErasesCustomer.Kind;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A removal, and how far it is.
 *
 * @param counts what there was when it was asked for
 * @param steps that are done
 * @param rewritten false when files of a former version may have remains; null before that is known
 * @param finishedAt null while it goes on
 */
record Erasure(
    long id,
    ErasedCustomer customer,
    String requestedBy,
    Map<Kind, Long> counts,
    int steps,
    @Nullable Boolean rewritten,
    @Nullable Instant finishedAt) {}
