package io.xiaoer.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Sorts what a database may throw by what has to follow from it. */
public enum SqlErrorClass {
  /**
   * A complaint about one row; trying again will not change it, and its neighbours are innocent.
   */
  ROW,
  /** The connection broke; on a new one the same may go well at once. */
  LINE,
  /**
   * The database cannot work now: a full disk, a lock held too long. It may be well again later.
   */
  PASSING,
  /** What is read or written can no longer be trusted; to go on would be to lie. */
  FATAL,
  /** Not from the database at all: a mistake of the code around it. */
  NONE;

  public static SqlErrorClass of(Throwable thrown) {
    SQLException sql = sql(thrown);
    return switch (sql) {
      case null -> NONE;
      case SQLiteException sqlite -> sqlite(sqlite);
      default -> postgres(sql);
    };
  }

  private static SqlErrorClass sqlite(SQLiteException e) {
    // No room to grow the index of the log, which is made anew and holds nothing of its own.
    if (e.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
      return PASSING;
    }
    // The low byte is the kind of error, what stands above it only refines it.
    return switch (SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xff)) {
      case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG -> ROW;
      case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB -> FATAL;
      default -> PASSING;
    };
  }

  private static SqlErrorClass postgres(SQLException e) {
    String state = e.getSQLState();
    if (state == null || state.length() < 2) {
      return PASSING;
    }
    if (state.equals("XX001") || state.equals("XX002")) {
      return FATAL; // corrupted data, corrupted index
    }
    // Connection exception; ended, or not yet begun, by the server; idle in a transaction too long;
    // a server that takes no writes, while another one does.
    if (state.startsWith("08")
        || state.startsWith("57P")
        || state.equals("25P03")
        || state.equals("25006")) {
      return LINE;
    }
    return switch (state.substring(0, 2)) {
      // Data exception, integrity constraint violation, a value too long for its index.
      case "22", "23", "54" -> ROW;
      default -> PASSING;
    };
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
