package io.xiaoer.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/**
 * Tells a complaint about one row, which trying again will not change, from trouble with the
 * database.
 */
public final class SqlTrouble {
  private SqlTrouble() {}

  public static boolean isAboutTheRow(Throwable thrown) {
    SQLException sql = sql(thrown);
    return sql instanceof SQLiteException sqlite
        && switch (sqlite.getResultCode()) {
          case SQLITE_CONSTRAINT,
              SQLITE_CONSTRAINT_TRIGGER,
              SQLITE_CONSTRAINT_CHECK,
              SQLITE_CONSTRAINT_FOREIGNKEY,
              SQLITE_CONSTRAINT_NOTNULL,
              SQLITE_CONSTRAINT_PRIMARYKEY,
              SQLITE_CONSTRAINT_UNIQUE,
              SQLITE_MISMATCH,
              SQLITE_TOOBIG ->
              true;
          default -> false;
        };
  }

  /** True when the database was the cause, false for a mistake of the code around it. */
  public static boolean isFromTheDatabase(Throwable thrown) {
    return sql(thrown) != null;
  }

  private static @Nullable SQLException sql(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found) {
        return found;
      }
    }
    return null;
  }
}
