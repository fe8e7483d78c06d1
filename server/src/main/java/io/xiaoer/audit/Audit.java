package io.xiaoer.audit;

import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The audit log. */
public final class Audit {
  /** Some years of a busy team; the oldest go. */
  private static final int KEPT = 500_000;

  private static final int PRUNE_EVERY = 1_000;

  /** A line is a line, whatever a name was made of. */
  private static final int CHARS_MAX = 300;

  private final Database database;

  Audit(Database database) {
    this.database = database;
  }

  /**
   * One line.
   *
   * @param by a username, {@code api:<key>}, or empty for somebody who is not known
   */
  public record Entry(long id, Instant at, String by, String what, String subject, String detail) {}

  /** What is asked for; null where it does not matter. */
  public record Query(
      @Nullable Long before, int limit, @Nullable String by, @Nullable AuditAction what) {}

  /** One page, the newest first; {@code nextBefore} is null on the last one. */
  public record Page(List<Entry> entries, @Nullable Long nextBefore) {}

  /**
   * Notes in the transaction that does it: what is not done is not noted, and what is done is.
   *
   * @param by {@code Caller.name()}
   * @param subject what it was done to: an id or a username
   * @param detail how, in a few words; no secret, and nothing that somebody wrote to somebody
   */
  public static void note(
      JdbcClient jdbc, Instant at, String by, AuditAction what, String subject, String detail) {
    Long id =
        jdbc.sql(
                "INSERT INTO audit (noted_at, by_name, what, subject, detail)"
                    + " VALUES (?, ?, ?, ?, ?) RETURNING id")
            .params(Micros.of(at), cut(by), what.word(), cut(subject), cut(detail))
            .query(Long.class)
            .single();
    if (id % PRUNE_EVERY == 0) {
      jdbc.sql("DELETE FROM audit WHERE id <= ?").param(id - KEPT).update();
    }
  }

  /** For a deed that is not done in the desk's own tables. */
  public void note(Instant at, String by, AuditAction what, String subject, String detail) {
    database.write(jdbc -> {
      note(jdbc, at, by, what, subject, detail);
      return true;
    });
  }

  /** Of what was done to this, the details go, which may name what people wrote of a customer. */
  public static void forget(JdbcClient jdbc, String subject) {
    jdbc.sql("UPDATE audit SET detail = '' WHERE subject = ? AND what <> ? AND detail <> ''")
        .params(subject, AuditAction.CUSTOMER_ERASED.word())
        .update();
  }

  /** A line as who deletes old ones sees it. */
  public record Line(long id, Instant at, long chars) {}

  /** How much there is; {@code oldest} is null where there is nothing. */
  public record Extent(long count, long chars, @Nullable Instant oldest) {}

  private static final String CHARS =
      "length(by_name) + length(what) + length(subject) + length(detail)";

  public static Extent extent(JdbcClient jdbc) {
    return jdbc.sql(
            "SELECT count(*) AS count, coalesce(sum(%s), 0) AS chars, min(noted_at) AS oldest FROM audit"
                .formatted(CHARS))
        .query(RecordMapper.of(Extent.class))
        .single();
  }

  /** The oldest behind {@code after}. */
  public static List<Line> lines(JdbcClient jdbc, long after, int limit) {
    return jdbc.sql(
            "SELECT id, noted_at AS at, %s AS chars FROM audit WHERE id > ? ORDER BY id LIMIT ?"
                .formatted(CHARS))
        .params(after, limit)
        .query(RecordMapper.of(Line.class))
        .list();
  }

  public static void removeUpTo(JdbcClient jdbc, long id) {
    jdbc.sql("DELETE FROM audit WHERE id <= ?").param(id).update();
  }

  /** What was done to this, the oldest first. */
  public static List<Entry> of(JdbcClient jdbc, String subject, int limit) {
    return jdbc.sql(
            "SELECT id, noted_at AS at, by_name AS by, what, subject, detail FROM audit"
                + " WHERE subject = ? ORDER BY id LIMIT ?")
        .params(subject, limit)
        .query(RecordMapper.of(Entry.class))
        .list();
  }

  public Page page(Query query) {
    return database.read(jdbc -> {
      var statement =
          jdbc.sql(
                  "SELECT id, noted_at AS at, by_name AS by, what, subject, detail FROM audit"
                      + " WHERE id < :before"
                      + (query.by == null ? "" : " AND by_name = :by")
                      + (query.what == null ? "" : " AND what = :what")
                      + " ORDER BY id DESC LIMIT :limit")
              .param("before", query.before == null ? (Long) Long.MAX_VALUE : query.before)
              .param("limit", query.limit + 1);
      if (query.by != null) {
        statement = statement.param("by", query.by);
      }
      if (query.what != null) {
        statement = statement.param("what", query.what.word());
      }
      List<Entry> found = statement.query(RecordMapper.of(Entry.class)).list();
      boolean more = found.size() > query.limit;
      List<Entry> page = more ? List.copyOf(found.subList(0, query.limit)) : found;
      return new Page(page, more ? (Long) page.getLast().id : null);
    });
  }

  private static String cut(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= CHARS_MAX ? line : line.substring(0, CHARS_MAX - 1) + "…";
  }
}
