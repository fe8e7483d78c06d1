package io.xiaoer.simulator.media;

import java.time.Instant;

/**
 * A file as it was handed over.
 *
 * @param name shown on the customer's phone; the platform tells a shop no file names
 */
@SuppressWarnings("ArrayRecordComponent") // Kept as it came, never compared.
public record StoredFile(
    String shop, Kind kind, String name, String contentType, byte[] bytes, Instant since) {}
