package io.xiaoer.store;

/** Which engine keeps what this installation keeps. */
public sealed interface Storage {

  /** SQLite files in the data folder; one process. */
  record Embedded(DataFolder folder) implements Storage {}

  /** PostgreSQL; any number of processes. */
  record Postgres(PostgresConnections connections) implements Storage {}
}
