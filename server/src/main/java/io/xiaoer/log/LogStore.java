package io.xiaoer.log;

import java.sql.SQLException;
import java.util.List;

/** The log in one engine's tables. Used by the writer's thread only. */
interface LogStore extends AutoCloseable {

  /**
   * Appends in one transaction that is durable when this returns; says for each event, in order,
   * what became of it. After an exception nothing is certain of any of them.
   */
  List<Appended> append(List<NewEvent> events) throws SQLException;

  /** A small durable write, to learn whether the database is well again. */
  void probe(long atMicros) throws SQLException;

  @Override
  void close();
}
