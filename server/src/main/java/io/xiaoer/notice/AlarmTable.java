package io.xiaoer.notice;

import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The alarms that were said and are not over. */
final class AlarmTable {
  private AlarmTable() {}

  static List<AlarmChanges.Kept> all(JdbcClient jdbc) {
    return jdbc.sql("SELECT alarm, ending, seen_at FROM notice_alarm ORDER BY alarm")
        .query(RecordMapper.of(AlarmChanges.Kept.class))
        .list();
  }

  static void write(JdbcClient jdbc, AlarmChanges changes, Instant now) {
    long at = Micros.of(now);
    for (Alarm alarm : changes.begun()) {
      jdbc.sql("INSERT INTO notice_alarm (alarm, ending, began_at, seen_at) VALUES (?, ?, ?, ?)")
          .params(alarm.key(), alarm.ending(), at, at)
          .update();
    }
    for (String key : changes.goesOn()) {
      jdbc.sql("UPDATE notice_alarm SET seen_at = ? WHERE alarm = ?").params(at, key).update();
    }
    for (AlarmChanges.Kept one : changes.over()) {
      jdbc.sql("DELETE FROM notice_alarm WHERE alarm = ?").param(one.alarm()).update();
    }
  }
}
