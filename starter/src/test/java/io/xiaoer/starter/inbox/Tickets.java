package io.xiaoer.starter.inbox;

import io.xiaoer.sdk.event.MsgId;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a test's handler writes: one row for each message it was called with, in order. */
final class Tickets implements KfMessageHandler {
  private final JdbcClient jdbc;

  Tickets(DataSource source) {
    jdbc = JdbcClient.create(source);
  }

  void create() {
    jdbc.sql(
            """
            CREATE TABLE IF NOT EXISTS ticket (open_id VARCHAR(128) NOT NULL,
              place INTEGER NOT NULL, msg_id VARCHAR(128) NOT NULL, PRIMARY KEY (open_id, place))
            """)
        .update();
  }

  @Override
  public void handle(InboxMessage message) {
    MsgId msgId = message.head().msgId();
    String customer = message.openId().value();
    int before =
        jdbc.sql("SELECT COUNT(*) FROM ticket WHERE open_id = ?")
            .param(customer)
            .query(Integer.class)
            .single();
    jdbc.sql("INSERT INTO ticket (open_id, place, msg_id) VALUES (?, ?, ?)")
        .params(customer, before + 1, msgId == null ? "" : msgId.value())
        .update();
  }

  List<String> of(String customer) {
    return jdbc.sql("SELECT msg_id FROM ticket WHERE open_id = ? ORDER BY place")
        .param(customer)
        .query((row, number) -> row.getString("msg_id"))
        .list();
  }

  long count() {
    return jdbc.sql("SELECT COUNT(*) FROM ticket").query(Long.class).single();
  }
}
