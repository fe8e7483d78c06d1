package io.xiaoer.log;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.store.Database;
import io.xiaoer.store.Database.Scrubbed;
import io.xiaoer.store.Tuples;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Empties the entries of a customer: place, time and kind stay, so that the log has no gap and
 * everything that was counted is counted as before. What was kept beside them goes.
 *
 * <p>The log has no index by customer, for that would cost every push. So it is read from its
 * beginning, piece by piece, and written in pieces that the log's own writer hardly waits for.
 */
final class LogErasure implements ErasesCustomer {
  private static final int READ_AT_ONCE = 20_000;

  private final Database inbox;
  private final Runnable emptied;

  /** {@code emptied} is told after entries were. */
  LogErasure(Database inbox, Runnable emptied) {
    this.inbox = inbox;
    this.emptied = emptied;
  }

  private record Found(long seq, String eventKey, String openId, String event) {}

  @Override
  public String name() {
    return "log";
  }

  /** From then on nobody who reads the log makes anything of it again. */
  @Override
  public Order order() {
    return Order.FIRST;
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    List<Long> seqs;
    inbox.write(jdbc -> {
      LogHead.noteErased(jdbc);
      return true;
    });
    try {
      seqs = emptyAll(who);
    } finally {
      emptied.run();
    }
    return jdbc -> {
      for (List<Long> slice : Tuples.slices(seqs)) {
        jdbc.sql(
                "DELETE FROM parked_event WHERE seq IN (%s)"
                    .formatted(Tuples.of(slice.size(), "?")))
            .params(slice)
            .update();
      }
    };
  }

  /** Gives the places of all that are the customer's. */
  private List<Long> emptyAll(ErasedCustomer who) {
    List<Long> seqs = new ArrayList<>();
    Optional<Long> end = endOfPiece(0, who.upToSeq());
    for (long from = 0; end.isPresent(); end = endOfPiece(from, who.upToSeq())) {
      List<Found> found = read(who, from, end.get());
      found.forEach(one -> seqs.add(one.seq));
      List<Found> kept =
          found.stream().filter(one -> !one.eventKey.startsWith(ErasedKey.PREFIX)).toList();
      for (List<Found> slice : Tuples.slices(kept)) {
        inbox.write(jdbc -> {
          slice.forEach(one -> empty(jdbc, who, one));
          return true;
        });
      }
      from = end.get();
    }
    return seqs;
  }

  /** By entries and not by places, of which a restore leaves many out; empty behind the last. */
  private Optional<Long> endOfPiece(long from, long upTo) {
    return inbox.read(jdbc ->
        jdbc.sql(
                """
                SELECT max(seq) FROM (SELECT seq FROM event WHERE seq > ? AND seq <= ?
                                      ORDER BY seq LIMIT ?) piece
                HAVING max(seq) IS NOT NULL
                """)
            .params(from, upTo, READ_AT_ONCE)
            .query(Long.class)
            .optional());
  }

  /** Also those that a try before has emptied, and events of nobody that name the customer. */
  private List<Found> read(ErasedCustomer who, long from, long to) {
    byte[] named = who.openId().getBytes(StandardCharsets.UTF_8);
    return inbox.read(jdbc ->
        jdbc
            .sql(
                """
                SELECT seq, event_key, open_id, event, raw FROM event
                WHERE seq > :from AND seq <= :to AND shop = :shop
                  AND open_id IN (:open_id, :pseudonym, '')
                ORDER BY seq
                """)
            .param("from", from)
            .param("to", to)
            .param("shop", who.shop().value())
            .param("open_id", who.openId())
            .param("pseudonym", who.pseudonym())
            .query((row, _) -> found(row, named))
            .list()
            .stream()
            .flatMap(Optional::stream)
            .toList());
  }

  private static Optional<Found> found(ResultSet row, byte[] named) throws SQLException {
    String openId = row.getString("open_id");
    return openId.isEmpty() && !LogEntry.mentions(row.getBytes("raw"), named)
        ? Optional.empty()
        : Optional.of(
            new Found(
                row.getLong("seq"), row.getString("event_key"), openId, row.getString("event")));
  }

  private static void empty(JdbcClient jdbc, ErasedCustomer who, Found one) {
    jdbc.sql(
            """
            DELETE FROM event_variant
            WHERE shop = ? AND event_key = ? AND open_id = ? AND event = ?
            """)
        .params(who.shop().value(), one.eventKey, one.openId, one.event)
        .update();
    jdbc.sql("UPDATE event SET event_key = ?, open_id = ?, raw = ? WHERE seq = ?")
        .params(
            ErasedKey.of(one.eventKey, one.openId, one.event),
            who.pseudonym(),
            new byte[0],
            one.seq)
        .update();
  }

  @Override
  public Scrubbed scrub() {
    return inbox.scrub();
  }
}
