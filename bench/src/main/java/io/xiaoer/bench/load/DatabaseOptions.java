package io.xiaoer.bench.load;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Somebody's PostgreSQL. */
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class DatabaseOptions {
  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description = "jdbc:postgresql://…: on PostgreSQL, in a schema of its own")
  private @Nullable String url;

  @Option(names = "--database-username", paramLabel = "NAME", description = "its user")
  private String username = "";

  @Option(names = "--database-password", paramLabel = "TEXT", description = "its password")
  private String password = "";

  boolean given() {
    return url != null;
  }

  /** Null without a database. */
  @Nullable Schema schema(String name) {
    String there = url;
    return there == null ? null : new Schema(there, username, password, "bench_" + name);
  }
}
