package io.xiaoer.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose prepared statements outlive their close: the next one of the same text is the
 * same again. SQLite's driver prepares anew each time, which was more than a third of the time a
 * reader of the log spent. For a connection that one thread uses.
 */
final class StatementCache implements InvocationHandler {
  /** Idle, over all texts; lists of varying length make texts that never come again. */
  private static final int IDLE_MAX = 64;

  private final Connection connection;
  private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();

  private StatementCache(Connection connection) {
    this.connection = connection;
  }

  static Connection over(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new StatementCache(connection));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("prepareStatement")
        && arguments != null
        && arguments.length == 1
        && arguments[0] instanceof String sql) {
      return lend(sql);
    }
    return call(method, connection, arguments);
  }

  private PreparedStatement lend(String sql) throws SQLException {
    PreparedStatement known = idle.remove(sql);
    PreparedStatement statement = known != null ? known : connection.prepareStatement(sql);
    return (PreparedStatement)
        Proxy.newProxyInstance(
            PreparedStatement.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (_, method, arguments) -> {
              if (method.getName().equals("close")) {
                giveBack(sql, statement);
                return null;
              }
              return call(method, statement, arguments);
            });
  }

  private void giveBack(String sql, PreparedStatement statement) throws SQLException {
    if (statement.isClosed() || idle.containsValue(statement)) {
      return;
    }
    statement.clearParameters();
    PreparedStatement twin = idle.put(sql, statement);
    if (twin != null) {
      twin.close();
    }
    if (idle.size() > IDLE_MAX) {
      var oldest = idle.entrySet().iterator();
      PreparedStatement unused = oldest.next().getValue();
      oldest.remove();
      unused.close();
    }
  }

  private static @Nullable Object call(Method method, Object target, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
