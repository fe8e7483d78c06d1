package io.xiaoer.autoreply;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.autoreply.Rule.Limit;
import io.xiaoer.autoreply.Rule.Trigger;
import io.xiaoer.autoreply.Rule.When;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.MessageBodyCodec;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.wording.WordingPattern;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rules, as they are kept. */
final class RuleTable {
  /** What browsers are told that show rules. */
  private static final String TOPIC = "automatic_replies";

  /** Stands for all shops; no shop is called so. */
  private static final String EVERYWHERE = "";

  private static final String COLUMNS =
      """
      id, name, shop, triggered_by, keywords, hours, reply_type, reply_body, per_customer, enabled,
      revision, changed_at, changed_by
      """;

  private final Database database;
  private final ChangeFeed changeFeed;
  private final NodeSignals signals;
  private final InstantSource clock;

  RuleTable(Database database, ChangeFeed changeFeed, NodeSignals signals, InstantSource clock) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.signals = signals;
    this.clock = clock;
  }

  /** What became of a rule that was to be kept. */
  sealed interface Kept {
    record Done(Rule rule) implements Kept {}

    record NotThere() implements Kept {}

    record TooMany() implements Kept {}

    /** Its pattern and those of the other rules would take too long together. */
    record TooComplex() implements Kept {}

    /** It has changed since the revision that its writer saw. */
    record Changed(long revision) implements Kept {}
  }

  /** In the order in which they were added. */
  List<Rule> all() {
    return database.read(jdbc -> all(jdbc));
  }

  static List<Rule> all(JdbcClient jdbc) {
    return select(jdbc, "1 = 1");
  }

  Optional<Rule> find(long id) {
    return database.read(jdbc -> find(jdbc, id));
  }

  private static Optional<Rule> find(JdbcClient jdbc, long id) {
    return jdbc.sql("SELECT " + COLUMNS + " FROM automatic_reply WHERE id = ?")
        .param(id)
        .query((row, _) -> rule(row))
        .optional();
  }

  static List<Rule> enabled(JdbcClient jdbc) {
    return select(jdbc, "enabled = 1");
  }

  private static List<Rule> select(JdbcClient jdbc, String which) {
    return jdbc.sql("SELECT %s FROM automatic_reply WHERE %s ORDER BY id".formatted(COLUMNS, which))
        .query((row, _) -> rule(row))
        .list();
  }

  Kept add(Rule wanted, String by) {
    Instant now = clock.instant();
    return announced(
        database.write(jdbc -> {
          long there = jdbc.sql("SELECT count(*) FROM automatic_reply").query(Long.class).single();
          if (there >= Rule.RULES_MAX) {
            return new Kept.TooMany();
          }
          if (programs(jdbc, wanted) > WordingPattern.PROGRAMS_MAX) {
            return new Kept.TooComplex();
          }
          long id =
              jdbc.sql(
                      """
                      INSERT INTO automatic_reply (name, shop, triggered_by, keywords, hours, reply_type,
                                                   reply_body, per_customer, enabled, changed_at,
                                                   changed_by, revision)
                      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) RETURNING id
                      """)
                  .params(values(wanted, now, by))
                  .query(Long.class)
                  .single();
          return done(jdbc, id, AuditAction.AUTOMATIC_REPLY_ADDED, now, by);
        }));
  }

  /** {@code seen}: the revision that its writer saw; null when that does not matter. */
  Kept change(Rule wanted, @Nullable Long seen, String by) {
    Instant now = clock.instant();
    return announced(
        database.write(jdbc -> {
          Optional<Rule> before = find(jdbc, wanted.id());
          if (before.isEmpty()) {
            return new Kept.NotThere();
          }
          long revision = before.get().revision();
          if (seen != null && seen != revision) {
            return new Kept.Changed(revision);
          }
          if (programs(jdbc, wanted) > WordingPattern.PROGRAMS_MAX) {
            return new Kept.TooComplex();
          }
          jdbc.sql(
                  """
                  UPDATE automatic_reply
                  SET name = ?, shop = ?, triggered_by = ?, keywords = ?, hours = ?, reply_type = ?,
                      reply_body = ?, per_customer = ?, enabled = ?, changed_at = ?, changed_by = ?,
                      revision = revision + 1
                  WHERE id = ?
                  """)
              .params(values(wanted, now, by))
              .param(wanted.id())
              .update();
          return done(jdbc, wanted.id(), AuditAction.AUTOMATIC_REPLY_CHANGED, now, by);
        }));
  }

  /**
   * What a text meets for each of its chars where this rule is, in the shop with most. All of it is
   * asked in the transaction that decides.
   */
  private static long programs(JdbcClient jdbc, Rule wanted) {
    if (!wanted.isOn() || wanted.keywords().pattern() == null) {
      return 0;
    }
    Map<String, Long> byShop = new HashMap<>();
    Stream.concat(
            enabled(jdbc).stream().filter(rule -> rule.id() != wanted.id()), Stream.of(wanted))
        .filter(Rule::isOn)
        .forEach(rule -> {
          ShopId shop = rule.shop();
          byShop.merge(
              shop == null ? EVERYWHERE : shop.value(), rule.keywords().programSize(), Long::sum);
        });
    long everywhere = byShop.getOrDefault(EVERYWHERE, 0L);
    byShop.remove(EVERYWHERE);
    ShopId only = wanted.shop();
    return everywhere
        + (only == null
            ? byShop.values().stream().mapToLong(Long::longValue).max().orElse(0)
            : byShop.getOrDefault(only.value(), 0L));
  }

  /** What it has said stays said, and in the log. */
  void remove(Rule rule, String by) {
    database.write(jdbc -> {
      jdbc.sql("DELETE FROM automatic_reply WHERE id = ?").param(rule.id()).update();
      note(jdbc, rule, AuditAction.AUTOMATIC_REPLY_REMOVED, clock.instant(), by);
      return true;
    });
    tell();
  }

  private static List<@Nullable Object> values(Rule wanted, Instant now, String by) {
    ShopId shop = wanted.shop();
    return Arrays.asList(
        wanted.name(),
        shop == null ? null : shop.value(),
        Rule.word(wanted.trigger()),
        RuleJson.write(wanted.keywords()).toString(),
        Rule.word(wanted.when()),
        wanted.reply().type(),
        MessageBodyCodec.write(wanted.reply()),
        Rule.word(wanted.perCustomer()),
        wanted.enabled() ? 1 : 0,
        Micros.of(now),
        by);
  }

  private static Kept done(JdbcClient jdbc, long id, AuditAction what, Instant now, String by) {
    Rule rule = find(jdbc, id).orElseThrow();
    note(jdbc, rule, what, now, by);
    return new Kept.Done(rule);
  }

  private static void note(JdbcClient jdbc, Rule rule, AuditAction what, Instant now, String by) {
    Audit.note(
        jdbc,
        now,
        by,
        what,
        "automatic reply " + rule.id(),
        "%s; %s; %s"
            .formatted(rule.name(), Rule.word(rule.trigger()), rule.enabled() ? "on" : "off"));
    ChangeFeed.noteTopic(jdbc, TOPIC);
  }

  private Kept announced(Kept kept) {
    tell();
    return kept;
  }

  private void tell() {
    changeFeed.announce();
    signals.ring(Topic.AUTOMATIC_REPLY);
  }

  private static Rule rule(ResultSet row) throws SQLException {
    String shop = row.getString("shop");
    return new Rule(
        row.getLong("id"),
        row.getString("name"),
        shop == null ? null : new ShopId(shop),
        Columns.constant(row, "triggered_by", Trigger.class),
        RuleJson.readKept(row.getString("keywords")),
        Columns.constant(row, "hours", When.class),
        sendable(MessageBodyCodec.read(row.getString("reply_type"), row.getString("reply_body"))),
        Columns.constant(row, "per_customer", Limit.class),
        row.getBoolean("enabled"),
        row.getLong("revision"),
        Columns.instant(row, "changed_at"),
        row.getString("changed_by"));
  }

  /** Only what can be sent is kept; another hand's row says nothing that a customer sees. */
  private static MessageBody.Sendable sendable(MessageBody body) {
    return body instanceof MessageBody.Sendable sendable ? sendable : new MessageBody.Text("");
  }
}
