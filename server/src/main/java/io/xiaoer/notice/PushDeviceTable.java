package io.xiaoer.notice;

import io.xiaoer.notice.ChannelTable.Wish;
import io.xiaoer.secret.Seal;
import io.xiaoer.staff.OpenSessions;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Browsers in which somebody has switched on notices; each is a channel, too. */
final class PushDeviceTable {
  private static final String COLUMNS =
      "SELECT channel_id, username, session, user_agent, created_at, delivered_at FROM push_device";

  private PushDeviceTable() {}

  static List<PushDevice> all(JdbcClient jdbc) {
    return jdbc.sql(COLUMNS + " ORDER BY channel_id")
        .query(RecordMapper.of(PushDevice.class))
        .list();
  }

  static List<PushDevice> of(JdbcClient jdbc, String username) {
    return jdbc.sql(COLUMNS + " WHERE username = ? ORDER BY channel_id")
        .param(username)
        .query(RecordMapper.of(PushDevice.class))
        .list();
  }

  static Optional<PushDevice> find(JdbcClient jdbc, long channelId) {
    return jdbc.sql(COLUMNS + " WHERE channel_id = ?")
        .param(channelId)
        .query(RecordMapper.of(PushDevice.class))
        .optional();
  }

  /** One log-in is one browser: what was there of it before gives way. */
  static long put(
      JdbcClient jdbc,
      Seal seal,
      String username,
      String shownName,
      String session,
      String userAgent,
      Target target,
      Instant now) {
    of(jdbc, username).stream()
        .filter(device -> device.session().equals(session))
        .forEach(device -> remove(jdbc, device.channelId(), now));
    Wish wish = new Wish(shownName, Kind.WEB_PUSH, target, false, false);
    long id = ChannelTable.add(jdbc, seal, wish, target, now, username);
    ChannelTable.setOwner(jdbc, id, username);
    jdbc.sql(
            """
            INSERT INTO push_device (channel_id, username, session, user_agent, created_at)
            VALUES (?, ?, ?, ?, ?)
            """)
        .params(id, username, session, userAgent, Micros.of(now))
        .update();
    return id;
  }

  static void delivered(JdbcClient jdbc, long channelId, Instant now) {
    jdbc.sql("UPDATE push_device SET delivered_at = ? WHERE channel_id = ?")
        .params(Micros.of(now), channelId)
        .update();
  }

  static void remove(JdbcClient jdbc, long channelId, Instant now) {
    NoticeTable.dropAll(jdbc, channelId, now);
    ChannelTable.remove(jdbc, channelId);
    jdbc.sql("DELETE FROM push_device WHERE channel_id = ?").param(channelId).update();
  }

  /** Those whose log-in is over: logged out, expired, ended by somebody, the account closed. */
  static List<PushDevice> ended(JdbcClient jdbc, Instant now) {
    List<PushDevice> all = all(jdbc);
    if (all.isEmpty()) {
      return all;
    }
    Map<String, String> sessions = OpenSessions.usernames(jdbc, now);
    return all.stream().filter(device -> !device.isLoggedIn(sessions)).toList();
  }
}
