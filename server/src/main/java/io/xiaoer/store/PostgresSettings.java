package io.xiaoer.store;

import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.hostchooser.HostRequirement;
import org.postgresql.jdbc.GSSEncMode;
import org.postgresql.jdbc.SslMode;
import org.postgresql.util.PSQLException;

/** Where the PostgreSQL is. {@code toString} says nothing: an address may hold a password too. */
public record PostgresSettings(String url, String username, String password) {
  private static final String SCHEME = "jdbc:postgresql:";

  /** What the driver would refuse at every connection; empty when it can be tried. */
  public Optional<String> urlProblem() {
    if (!url.startsWith(SCHEME)) {
      return Optional.of(
          "expected jdbc:postgresql://host/database; leave xiaoer.database out for the embedded"
              + " default");
    }
    Properties parsed = parsed();
    if (parsed == null) {
      return Optional.of(
          "not a URL of PostgreSQL (expected: jdbc:postgresql://host:5432/database)");
    }
    try {
      SslMode.of(parsed);
      GSSEncMode.of(parsed);
    } catch (PSQLException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    String kind = String.valueOf(PGProperty.TARGET_SERVER_TYPE.getOrDefault(parsed));
    try {
      HostRequirement wanted = HostRequirement.getTargetServerType(kind);
      return hasSeveralServers(parsed)
              && PGProperty.TARGET_SERVER_TYPE.isPresent(parsed)
              && wanted != HostRequirement.primary
          ? Optional.of(
              "targetServerType=%s (expected with several servers: primary)".formatted(kind))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(
          "targetServerType=%s (expected: any, primary, secondary, preferPrimary or".formatted(kind)
              + " preferSecondary)");
    }
  }

  /** Whether it waits for one server of several to become the one that is asked for. */
  boolean choosesServer() {
    return hasSeveralServers() || says(PGProperty.TARGET_SERVER_TYPE);
  }

  /** Of several the driver takes the first that it reaches, unless it is told otherwise. */
  boolean hasSeveralServers() {
    Properties parsed = parsed();
    return parsed != null && hasSeveralServers(parsed);
  }

  /** Whether the URL has a value of its own for it. */
  boolean says(PGProperty property) {
    Properties parsed = parsed();
    return parsed != null && property.isPresent(parsed);
  }

  private static boolean hasSeveralServers(Properties parsed) {
    return String.valueOf(PGProperty.PG_HOST.getOrDefault(parsed)).contains(",");
  }

  private @Nullable Properties parsed() {
    return Driver.parseURL(url, null);
  }

  @Override
  public String toString() {
    return "PostgresSettings";
  }
}
