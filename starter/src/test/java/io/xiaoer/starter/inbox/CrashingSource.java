package io.xiaoer.starter.inbox;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A database that the process leaves at a chosen step, as by kill -9: before or after a statement,
 * or a commit. What was not committed is rolled back, and nothing is done any more.
 */
final class CrashingSource extends DelegatingDataSource {
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
      super("killed");
    }
  }

  private final List<Connection> open = new ArrayList<>();
  private int stepsLeft;
  private boolean dead;

  CrashingSource(DataSource target, int steps) {
    super(target);
    stepsLeft = steps;
  }

  /** Lets go of what a dead process would have let go of. */
  void release() {
    for (Connection connection : open) {
      try {
        if (!connection.isClosed()) {
          if (!connection.getAutoCommit()) {
            connection.rollback();
          }
          connection.close();
        }
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  }

  boolean isDead() {
    return dead;
  }

  private void step() {
    if (dead || stepsLeft-- == 0) {
      dead = true;
      throw new Crash();
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (dead) {
      throw new Crash();
    }
    Connection real = super.getConnection();
    open.add(real);
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return call(real, method, arguments);
          }
          if (method.getName().equals("commit")) {
            step();
            Object done = call(real, method, arguments);
            step();
            return done;
          }
          if (dead) {
            if (method.getName().equals("close")) {
              return null;
            }
            throw new Crash();
          }
          Object result = call(real, method, arguments);
          return result instanceof PreparedStatement statement ? stepping(statement) : result;
        });
  }

  private PreparedStatement stepping(PreparedStatement real) {
    return proxy(
        PreparedStatement.class,
        (proxy, method, arguments) -> {
          if (method.getName().startsWith("execute")) {
            step();
          }
          return call(real, method, arguments);
        });
  }

  private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            CrashingSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
