package io.xiaoer.guide;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What administrators said: the public address, and what they leave as it is. */
final class GuideTable {
  private final Database database;

  GuideTable(Database database) {
    this.database = database;
  }

  /** Which check; {@code shop} is empty for those of the installation. */
  record Subject(Check check, String shop) {
    String text() {
      return shop.isEmpty() ? check.word() : check.word() + " " + shop;
    }
  }

  record Dismissal(String by, Instant at) {}

  Map<Subject, Dismissal> dismissals() {
    return database.read(jdbc -> {
      Map<Subject, Dismissal> all = new HashMap<>();
      jdbc.sql("SELECT name, shop, dismissed_by, dismissed_at FROM guide_dismissal")
          .query(row -> {
            Optional<Check> check = Check.of(row.getString("name"));
            if (check.isPresent()) { // a later version may know others
              all.put(
                  new Subject(check.get(), row.getString("shop")),
                  new Dismissal(
                      row.getString("dismissed_by"), Columns.instant(row, "dismissed_at")));
            }
          });
      return all;
    });
  }

  void dismiss(Subject key, String by, Instant now) {
    database.write(jdbc -> {
      int added =
          jdbc.sql(
                  """
                  INSERT INTO guide_dismissal (name, shop, dismissed_by, dismissed_at)
                  VALUES (?, ?, ?, ?) ON CONFLICT (name, shop) DO NOTHING
                  """)
              .params(key.check.word(), key.shop, by, Micros.of(now))
              .update();
      if (added > 0) {
        Audit.note(jdbc, now, by, AuditAction.GUIDE_DISMISSED, key.text(), "");
      }
      return added;
    });
  }

  void restore(Subject key, String by, Instant now) {
    database.write(jdbc -> {
      int removed =
          jdbc.sql("DELETE FROM guide_dismissal WHERE name = ? AND shop = ?")
              .params(key.check.word(), key.shop)
              .update();
      if (removed > 0) {
        Audit.note(jdbc, now, by, AuditAction.GUIDE_RESTORED, key.text(), "");
      }
      return removed;
    });
  }

  Optional<URI> publicUrl() {
    return database.read(jdbc ->
        jdbc.sql("SELECT url FROM public_address").query(String.class).optional().map(URI::create));
  }

  void setPublicUrl(URI url, String by, Instant now) {
    database.write(jdbc -> {
      jdbc.sql("DELETE FROM public_address").update();
      jdbc.sql("INSERT INTO public_address (id, url) VALUES (1, ?)").param(url.toString()).update();
      Audit.note(jdbc, now, by, AuditAction.PUBLIC_URL_CHANGED, url.toString(), "");
      return true;
    });
  }
}
