package io.xiaoer.outbound;

import io.xiaoer.api.FieldError;
import io.xiaoer.outbound.AddressGuard.Objection;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An address that somebody enters, looked at before it is kept. */
public final class UrlField {
  private static final int URL_CHARS_MAX = 500;

  private UrlField() {}

  /** Adds to {@code errors} what is against it. Null for what is no address at all. */
  public static @Nullable URI read(
      String field, String written, AddressGuard guard, List<FieldError> errors) {
    String stripped = written.strip();
    if (stripped.length() > URL_CHARS_MAX) {
      errors.add(FieldError.tooLong(field, URL_CHARS_MAX));
      return null;
    }
    Optional<URI> url = parse(stripped);
    if (url.isEmpty()) {
      errors.add(FieldError.of(field, "not_a_url", "https://host/path without user or fragment"));
      return null;
    }
    Optional<Objection> objection;
    try {
      objection = guard.objection(url.get(), guard.resolve(url.get()));
    } catch (UnknownHostException e) {
      errors.add(FieldError.of(field, "unknown_host", "a host name that means an address"));
      return null;
    }
    objection.ifPresent(why ->
        errors.add(
            switch (why) {
              case NOT_HTTPS -> FieldError.of(field, "not_https", "https");
              case INNER_ADDRESS ->
                  FieldError.of(
                      field,
                      "inner_address",
                      "an address of the Internet, or one that xiaoer.webhooks.allow names");
            }));
    return url.get();
  }

  /** An address by http or https; what it points to is not looked at. */
  public static Optional<URI> parse(String written) {
    try {
      URI url = URI.create(written);
      String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      boolean fits =
          (scheme.equals("https") || scheme.equals("http"))
              && url.getHost() != null
              && !url.getHost().isEmpty()
              && url.getRawUserInfo() == null
              && url.getRawFragment() == null;
      return fits ? Optional.of(url) : Optional.empty();
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
