package io.xiaoer.settings;

import java.net.URI;
import java.util.Optional;

/**
 * Where browsers and the platform reach this installation: {@code xiaoer.public-url}, or what an
 * administrator entered; without a path. The feature that keeps it implements this.
 */
@FunctionalInterface
public interface PublicAddress {
  /** Empty while nobody has said so. */
  Optional<URI> url();
}
