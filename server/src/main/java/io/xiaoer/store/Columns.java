package io.xiaoer.store;

import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a row by their labels, where JDBC's getters know neither the type nor null. For
 * mappers written by hand; {@link RecordMapper} reads the same.
 */
public final class Columns {
  private Columns() {}

  public static Instant instant(ResultSet row, String label) throws SQLException {
    return present(instantOrNull(row, label), label);
  }

  public static @Nullable Instant instantOrNull(ResultSet row, String label) throws SQLException {
    Long micros = longOrNull(row, label);
    return micros == null ? null : Micros.instant(micros);
  }

  public static @Nullable Long longOrNull(ResultSet row, String label) throws SQLException {
    long value = row.getLong(label);
    return row.wasNull() ? null : value;
  }

  /** Not by {@code getInt}: SQLite's driver cuts off what is too large for it. */
  public static @Nullable Integer integerOrNull(ResultSet row, String label) throws SQLException {
    long value = row.getLong(label);
    return row.wasNull() ? null : Math.toIntExact(value);
  }

  static @Nullable Boolean booleanOrNull(ResultSet row, String label) throws SQLException {
    boolean value = row.getBoolean(label);
    return row.wasNull() ? null : value;
  }

  /** The constant of this name, which may be written in small letters. */
  public static <E extends Enum<E>> E constant(ResultSet row, String label, Class<E> type)
      throws SQLException {
    return present(constantOrNull(row, label, type), label);
  }

  public static <E extends Enum<E>> @Nullable E constantOrNull(
      ResultSet row, String label, Class<E> type) throws SQLException {
    String name = row.getString(label);
    return name == null ? null : Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
  }

  private static <T> T present(@Nullable T value, String label) throws SQLException {
    if (value == null) {
      throw new SQLDataException("column " + label + " is null");
    }
    return value;
  }
}
