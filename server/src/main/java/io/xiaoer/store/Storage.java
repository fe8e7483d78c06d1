package io.xiaoer.store;

import java.nio.file.Path;

/** Which engine keeps what this installation keeps. */
public sealed interface Storage {

  /** The tables of {@code name}, brought up to date; the caller closes what it is given. */
  Database open(String name, FatalErrorHandler onFatalError);

  /** Where they are, as an operator looks for them: a file, or a key of the configuration. */
  String where(String name);

  /** SQLite files in the data folder, one for each name; one process. */
  record Embedded(DataFolder folder) implements Storage {
    @Override
    public Database open(String name, FatalErrorHandler onFatalError) {
      return SqliteDatabase.open(file(name), name, onFatalError);
    }

    @Override
    public String where(String name) {
      return file(name).toString();
    }

    public Path file(String name) {
      return folder.file(name + ".db");
    }
  }

  /** PostgreSQL; any number of processes. */
  record Postgres(PostgresConnections connections) implements Storage {
    @Override
    public Database open(String name, FatalErrorHandler onFatalError) {
      return PostgresDatabase.open(connections, name);
    }

    @Override
    public String where(String name) {
      return "xiaoer.database.url";
    }
  }
}
