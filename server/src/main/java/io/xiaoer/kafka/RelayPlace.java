package io.xiaoer.kafka;

import io.xiaoer.cloudevent.EventFeed.Place;
import io.xiaoer.cluster.Lease;
import io.xiaoer.store.Database;
import io.xiaoer.store.RecordMapper;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Up to where a topic has what there is; another topic begins anew. */
final class RelayPlace {
  private final Database database;
  private final Lease lease;
  private final String topic;

  RelayPlace(Database database, Lease lease, String topic) {
    this.database = database;
    this.lease = lease;
    this.topic = topic;
  }

  Optional<Place> find() {
    return database.read(this::find);
  }

  /** At {@code first}, unless there is one. */
  void begin(Place first) {
    database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO kafka_place (topic, log_seq, event_seq) VALUES (?, ?, ?)
                ON CONFLICT (topic) DO NOTHING
                """)
            .params(topic, first.logSeq(), first.eventSeq())
            .update());
  }

  /** False when it is not at {@code from}: another node has taken over and goes its own way. */
  boolean move(Place from, Place to) {
    return database.write(jdbc -> {
      lease.check(jdbc);
      return jdbc.sql(
                  """
                  UPDATE kafka_place SET log_seq = ?, event_seq = ?
                  WHERE topic = ? AND log_seq = ? AND event_seq = ?
                  """)
              .params(to.logSeq(), to.eventSeq(), topic, from.logSeq(), from.eventSeq())
              .update()
          > 0;
    });
  }

  private Optional<Place> find(JdbcClient jdbc) {
    return jdbc.sql("SELECT log_seq, event_seq FROM kafka_place WHERE topic = ?")
        .param(topic)
        .query(RecordMapper.of(Place.class))
        .optional();
  }
}
