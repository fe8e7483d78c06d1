package io.xiaoer.retention;

import java.time.Instant;
import java.util.Optional;

/**
 * Whoever reads what is kept at a pace of its own: nothing that it has not read yet is deleted. One
 * bean for each feature with such readers.
 */
public interface NeedsContent {

  /** Who, in a word, for people who ask why something old is still there. */
  String name();

  /** What came at this time or later is still needed; empty when nothing is. */
  Optional<Instant> since();
}
