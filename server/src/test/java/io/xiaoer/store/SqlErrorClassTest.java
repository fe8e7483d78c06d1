package io.xiaoer.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What follows from what a database complains of. */
class SqlErrorClassTest {
  @ParameterizedTest
  @CsvSource({
    "SQLITE_FULL, PASSING",
    "SQLITE_IOERR_SHMSIZE, PASSING",
    "SQLITE_BUSY, PASSING",
    "SQLITE_CANTOPEN, PASSING",
    "SQLITE_IOERR_WRITE, FATAL",
    "SQLITE_IOERR_FSYNC, FATAL",
    "SQLITE_IOERR_READ, FATAL",
    "SQLITE_IOERR_SHORT_READ, FATAL",
    "SQLITE_CORRUPT, FATAL",
    "SQLITE_NOTADB, FATAL",
    "SQLITE_CONSTRAINT_UNIQUE, ROW",
    "SQLITE_TOOBIG, ROW"
  })
  void aFullDiskIsWaitedForAndWhatCannotBeTrustedEndsTheProcess(
      SQLiteErrorCode code, SqlErrorClass expected) {
    assertThat(SqlErrorClass.of(new RuntimeException(new SQLiteException("", code))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "08006, LINE",
    "57P01, LINE",
    "25006, LINE",
    "23505, ROW",
    "53100, PASSING",
    "XX001, FATAL",
    "XX002, FATAL"
  })
  void thePostgresStatesAreSortedLikewise(String state, SqlErrorClass expected) {
    assertThat(SqlErrorClass.of(new SQLException("", state))).isEqualTo(expected);
  }
}
