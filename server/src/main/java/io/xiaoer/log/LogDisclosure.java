package io.xiaoer.log;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which pushes of a customer the log has: place, kind and time. What messages say stands with the
 * conversation; addresses of the platform, by which whoever has them can fetch files, are not given
 * out. The log has no index by customer, so it is read piece by piece.
 */
final class LogDisclosure implements DisclosesCustomer {
  private static final int READ_AT_ONCE = 20_000;

  private final Database inbox;

  LogDisclosure(Database inbox) {
    this.inbox = inbox;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    List<Map<String, @Nullable Object>> found = new ArrayList<>();
    long from = 0;
    for (Optional<Long> end = endOfPiece(from); end.isPresent(); end = endOfPiece(from)) {
      found.addAll(read(who, from, end.get()));
      from = end.get();
    }
    archive.rows("log.json", found);
  }

  private Optional<Long> endOfPiece(long from) {
    return inbox.read(jdbc ->
        jdbc.sql(
                """
                SELECT max(seq) FROM (SELECT seq FROM event WHERE seq > ? ORDER BY seq LIMIT ?) piece
                HAVING max(seq) IS NOT NULL
                """)
            .params(from, READ_AT_ONCE)
            .query(Long.class)
            .optional());
  }

  private List<Map<String, @Nullable Object>> read(DisclosedCustomer who, long from, long to) {
    return inbox.read(jdbc ->
        jdbc.sql(
                """
                SELECT seq, event, event_key, received_at, format, length(raw) AS bytes FROM event
                WHERE seq > ? AND seq <= ? AND shop = ? AND open_id = ? ORDER BY seq
                """)
            .params(from, to, who.shop().value(), who.openId())
            .query()
            .listOfRows());
  }
}
