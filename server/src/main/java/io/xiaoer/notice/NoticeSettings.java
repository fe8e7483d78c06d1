package io.xiaoer.notice;

import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What holds for all channels.
 *
 * @param deskUrl where the desk is, for links; empty when nobody has said
 * @param showNames whether the names that people gave to customers are sent
 * @param selfTest whether each channel is tried once a week
 * @param selfTestedAt when that was last done, or switched on
 */
record NoticeSettings(
    String deskUrl, boolean showNames, boolean selfTest, @Nullable Instant selfTestedAt) {
  private static final NoticeSettings USUAL = new NoticeSettings("", false, false, null);

  static NoticeSettings read(JdbcClient jdbc) {
    return jdbc.sql(
            "SELECT desk_url, show_names, self_test, self_tested_at FROM notice_setting WHERE id = 1")
        .query((row, _) ->
            new NoticeSettings(
                row.getString("desk_url"),
                row.getInt("show_names") != 0,
                row.getInt("self_test") != 0,
                Columns.instantOrNull(row, "self_tested_at")))
        .optional()
        .orElse(USUAL);
  }

  void write(JdbcClient jdbc) {
    jdbc.sql(
            """
            INSERT INTO notice_setting (id, desk_url, show_names, self_test, self_tested_at)
            VALUES (1, :url, :names, :test, CAST(:tested AS BIGINT))
            ON CONFLICT (id) DO UPDATE
            SET desk_url = excluded.desk_url, show_names = excluded.show_names,
                self_test = excluded.self_test, self_tested_at = excluded.self_tested_at
            """)
        .param("url", deskUrl)
        .param("names", showNames ? 1 : 0)
        .param("test", selfTest ? 1 : 0)
        .param("tested", Micros.ofNullable(selfTestedAt))
        .update();
  }

  NoticeSettings testedAt(Instant at) {
    return new NoticeSettings(deskUrl, showNames, selfTest, at);
  }
}
