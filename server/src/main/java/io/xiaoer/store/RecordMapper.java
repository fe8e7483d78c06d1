package io.xiaoer.store;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * Rows as records: each component is read from the column of its name, {@code messageId} from
 * {@code message_id}. A component may be a text, a number, a boolean, bytes, an {@link Instant}, an
 * enum, which is written by its name in any case, or an id, which is any record of one text or one
 * {@code long}. Null is taken only where the component says {@code @Nullable}.
 */
public final class RecordMapper<T extends Record> implements RowMapper<T> {
  private static final ClassValue<RecordMapper<?>> MAPPERS =
      new ClassValue<>() {
        @Override
        protected RecordMapper<?> computeValue(Class<?> type) {
          return new RecordMapper<>(type.asSubclass(Record.class));
        }
      };

  private final Constructor<T> constructor;
  private final Column[] columns;

  private RecordMapper(Class<T> type) {
    constructor = canonical(type);
    columns =
        Arrays.stream(type.getRecordComponents()).map(RecordMapper::column).toArray(Column[]::new);
  }

  @SuppressWarnings("unchecked") // each class stands beside its own mapper
  public static <T extends Record> RecordMapper<T> of(Class<T> type) {
    return (RecordMapper<T>) MAPPERS.get(type);
  }

  @Override
  public T mapRow(ResultSet row, int number) throws SQLException {
    @Nullable Object[] values = new @Nullable Object[columns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = columns[i].value(row);
    }
    return BeanUtils.instantiateClass(constructor, values);
  }

  /** Reads one column; null where the column is. */
  @FunctionalInterface
  private interface Reader {
    @Nullable Object of(ResultSet row, String label) throws SQLException;
  }

  private record Column(String label, boolean nullable, Reader reader) {
    @Nullable Object value(ResultSet row) throws SQLException {
      Object value = reader.of(row, label);
      if (value == null && !nullable) {
        throw new SQLDataException("column " + label + " is null");
      }
      return value;
    }
  }

  private static Column column(RecordComponent component) {
    return new Column(
        JdbcUtils.convertPropertyNameToUnderscoreName(component.getName()),
        component.getAnnotatedType().isAnnotationPresent(Nullable.class),
        reader(component.getType()));
  }

  private static Reader reader(Class<?> type) {
    if (type == String.class) {
      return ResultSet::getString;
    }
    if (type == long.class || type == Long.class) {
      return Columns::longOrNull;
    }
    if (type == int.class || type == Integer.class) {
      return Columns::integerOrNull;
    }
    if (type == boolean.class || type == Boolean.class) {
      return Columns::booleanOrNull;
    }
    if (type == byte[].class) {
      return ResultSet::getBytes;
    }
    if (type == Instant.class) {
      return Columns::instantOrNull;
    }
    if (type.isEnum()) {
      return constant(type);
    }
    RecordComponent[] components = type.getRecordComponents();
    if (components != null && components.length == 1) {
      return id(canonical(type.asSubclass(Record.class)), reader(components[0].getType()));
    }
    throw new IllegalArgumentException("no column is read as " + type.getName());
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // which enum is known at run time only
  private static Reader constant(Class<?> type) {
    Class<? extends Enum> constants = type.asSubclass(Enum.class);
    return (row, label) -> Columns.constantOrNull(row, label, constants);
  }

  private static Reader id(Constructor<?> constructor, Reader value) {
    return (row, label) -> {
      Object found = value.of(row, label);
      return found == null ? null : BeanUtils.instantiateClass(constructor, found);
    };
  }

  private static <T extends Record> Constructor<T> canonical(Class<T> type) {
    try {
      return type.getDeclaredConstructor(
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type + " has no canonical constructor", e);
    }
  }
}
