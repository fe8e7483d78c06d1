package io.xiaoer.retention;

import io.xiaoer.audit.Audit;
import io.xiaoer.store.Database;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The audit log, which stands below this feature. */
final class AgedAudit implements AgedContent {
  private final Database database;

  AgedAudit(Database database) {
    this.database = database;
  }

  @Override
  public Part part() {
    return Part.AUDIT;
  }

  @Override
  public Stock stock() {
    Audit.Extent extent = database.read(Audit::extent);
    return new Stock(extent.count(), extent.chars(), extent.oldest());
  }

  @Override
  public Piece find(Instant before, String after, int limit) {
    long from = after.isEmpty() ? 0 : Long.parseLong(after);
    List<Audit.Line> lines = database.read(jdbc -> Audit.lines(jdbc, from, limit));
    List<Audit.Line> old = lines.stream().filter(line -> line.at().isBefore(before)).toList();
    return new Found(
        old, old.isEmpty() ? after : String.valueOf(old.getLast().id()), old.size() < limit);
  }

  private record Found(List<Audit.Line> old, String place, boolean isLast) implements Piece {
    @Override
    public Amount amount() {
      return new Amount(
          old.size(),
          old.stream().mapToLong(Audit.Line::chars).sum(),
          old.isEmpty() ? null : old.getFirst().at());
    }

    @Override
    public long held() {
      return 0;
    }

    @Override
    public void delete(JdbcClient jdbc) {
      if (!old.isEmpty()) {
        Audit.removeUpTo(jdbc, old.getLast().id());
      }
    }
  }
}
