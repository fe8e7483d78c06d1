package io.xiaoer.autoreply;

import io.xiaoer.autoreply.Decision.Held;
import io.xiaoer.autoreply.Decision.Reason;
import io.xiaoer.autoreply.PastTalk.Said;
import io.xiaoer.autoreply.PastTalk.Stands;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.MessageBodyCodec;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.hours.Timetables;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the rules as they are now would have said on a past day: its messages and people's answers
 * go through the same composer. What was sent by itself that day is left out.
 *
 * <p>It reads some conversations at a time, each in a transaction of its own, and stops when it has
 * read enough for a picture.
 */
final class DryRun {
  private static final int CONVERSATIONS_AT_ONCE = 50;
  private static final int MESSAGES_AT_ONCE_MAX = 20_000;
  private static final int CONVERSATIONS_MAX = 20_000;
  private static final int EXAMPLES_MAX = 20;

  /** Conversations for each reason why something was not said. */
  private static final int SUPPRESSED_EXAMPLES_MAX = 3;

  /** What was said and who was told the day before counts, too. */
  private static final Duration BEFORE = Duration.ofDays(1);

  /** The platform's clock and ours differ. */
  private static final Duration CLOCKS_DIFFER_MAX = Duration.ofDays(1);

  private final Database database;
  private final ShopHours hours;
  private final Shops shops;

  DryRun(Database database, ShopHours hours, Shops shops) {
    this.database = database;
    this.hours = hours;
    this.shops = shops;
  }

  /**
   * @param conversations in which the customer wrote
   * @param told conversations in which something would have been said
   * @param bursts that were decided on
   * @param suppressed how often a rule was kept silent, by reason
   * @param suppressedExamples some conversations in which that was so, by reason
   * @param truncated there was more than is read
   */
  record Report(
      LocalDate date,
      int conversations,
      int told,
      int bursts,
      int sent,
      Map<Reason, Integer> suppressed,
      Map<Reason, List<Long>> suppressedExamples,
      List<OfRule> rules,
      List<Example> examples,
      boolean truncated) {}

  record OfRule(Rule rule, int sent, Map<Reason, Integer> suppressed) {}

  record Example(long conversationId, Instant at, Decision.Send send) {}

  /** What one day is made of. */
  record Day(
      ShopId shop,
      String shopName,
      Instant from,
      Instant to,
      ZoneId zone,
      Timetables timetables,
      List<Rule> rules) {}

  /** {@code disabled}: rules that are switched off speak, too. */
  Report run(ShopId shop, LocalDate date, boolean disabled) {
    Day day =
        database.read(jdbc -> {
          Timetables timetables = hours.only(jdbc, shop);
          ZoneId zone = timetables.zone(shop);
          return new Day(
              shop,
              shops.find(shop.value()).map(Shop::name).orElse(""),
              date.atStartOfDay(zone).toInstant(),
              date.plusDays(1).atStartOfDay(zone).toInstant(),
              zone,
              timetables,
              (disabled ? RuleTable.all(jdbc) : RuleTable.enabled(jdbc))
                  .stream()
                      .filter(rule -> rule.keywords().refusal().isEmpty() && rule.isFor(shop))
                      .toList());
        });
    Sums sums = new Sums(day.rules);
    long after = 0;
    boolean truncated = false;
    int read = 0;
    while (true) {
      long from = after;
      Page page = database.read(jdbc -> page(jdbc, day, from));
      for (PastTalk talk : page.talks) {
        sums.add(talk.id(), talk.replay(day));
      }
      read += page.talks.size();
      truncated |= page.truncated;
      if (page.talks.size() < CONVERSATIONS_AT_ONCE) {
        return sums.report(date, truncated);
      }
      if (read >= CONVERSATIONS_MAX) {
        return sums.report(date, true);
      }
      after = page.talks.getLast().id();
    }
  }

  private record Page(List<PastTalk> talks, boolean truncated) {}

  private record Talk(long id, @Nullable String remarkName, @Nullable Instant blockedUntil) {}

  private static Page page(JdbcClient jdbc, Day day, long after) {
    List<Talk> talks =
        jdbc.sql(
                """
                SELECT c.id, u.remark_name, c.blocked_until FROM conversation c
                LEFT JOIN customer u ON u.conversation_id = c.id
                WHERE c.shop = ? AND c.id > ? AND c.last_message_at >= ?
                ORDER BY c.id LIMIT ?
                """)
            .params(
                day.shop.value(),
                after,
                Micros.of(day.from.minus(CLOCKS_DIFFER_MAX)),
                CONVERSATIONS_AT_ONCE)
            .query(RecordMapper.of(Talk.class))
            .list();
    if (talks.isEmpty()) {
      return new Page(List.of(), false);
    }
    List<Long> ids = talks.stream().map(Talk::id).toList();
    Map<Long, List<Said>> said = new HashMap<>();
    int messages = said(jdbc, day, ids, said);
    Map<Long, List<Stands>> stands = stands(jdbc, day, ids);
    return new Page(
        talks.stream()
            .map(talk ->
                new PastTalk(
                    talk.id,
                    Objects.requireNonNullElse(talk.remarkName, ""),
                    talk.blockedUntil != null && talk.blockedUntil.isAfter(day.to),
                    said.getOrDefault(talk.id, List.of()),
                    stands.getOrDefault(talk.id, List.of())))
            .toList(),
        messages == MESSAGES_AT_ONCE_MAX);
  }

  private static int said(JdbcClient jdbc, Day day, List<Long> ids, Map<Long, List<Said>> into) {
    List<Boolean> rows =
        jdbc.sql(
                """
                SELECT m.conversation_id, m.direction, m.origin, m.received_at, m.type,
                       CASE WHEN m.type IN ('text', 'voice') THEN m.body ELSE '{}' END AS body
                FROM message m
                WHERE m.conversation_id IN (:ids) AND m.received_at >= :from
                  AND m.received_at < :to AND m.automatic = 0
                  AND (m.state IS NULL OR m.state <> 'failed')
                  AND (m.decision IS NULL OR m.decision <> 'dropped')
                ORDER BY m.conversation_id, m.received_at, m.id LIMIT :limit
                """)
            .param("ids", ids)
            .param("from", Micros.of(day.from.minus(BEFORE)))
            .param("to", Micros.of(day.to))
            .param("limit", MESSAGES_AT_ONCE_MAX)
            .query((row, _) ->
                into.computeIfAbsent(row.getLong("conversation_id"), _ -> new ArrayList<>())
                    .add(
                        new Said(
                            Columns.instant(row, "received_at"),
                            row.getString("direction").equals("out")
                                || row.getString("origin").equals("other"),
                            MessageBodyCodec.read(row.getString("type"), row.getString("body"))
                                    instanceof MessageBody.Words words
                                ? words.words()
                                : "")))
            .list();
    return rows.size();
  }

  /** Who had it, and when it was closed, of all its life: the last word before the day counts. */
  private static Map<Long, List<Stands>> stands(JdbcClient jdbc, Day day, List<Long> ids) {
    Map<Long, List<Stands>> found = new HashMap<>();
    jdbc.sql(
            """
            SELECT conversation_id, happened_at, type FROM conversation_event
            WHERE conversation_id IN (:ids) AND happened_at < :to
              AND type IN ('assigned', 'entered_queue', 'closed')
            ORDER BY conversation_id, seq
            """)
        .param("ids", ids)
        .param("to", Micros.of(day.to))
        .query(row -> {
          found
              .computeIfAbsent(row.getLong("conversation_id"), _ -> new ArrayList<>())
              .add(
                  new Stands(
                      Columns.instant(row, "happened_at"),
                      row.getString("type").equals("assigned"),
                      row.getString("type").equals("closed")));
        });
    return found;
  }

  /** What all conversations come to. */
  private static final class Sums {
    private final Map<Long, Rule> rules = new TreeMap<>();
    private final Map<Long, Integer> sentBy = new HashMap<>();
    private final Map<Long, Map<Reason, Integer>> heldOf = new HashMap<>();
    private final Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
    private final Map<Reason, List<Long>> heldIn = new EnumMap<>(Reason.class);
    private final List<Example> examples = new ArrayList<>();
    private int conversations;
    private int told;
    private int bursts;
    private int sent;

    Sums(List<Rule> rules) {
      rules.forEach(rule -> this.rules.put(rule.id(), rule));
    }

    void add(long conversationId, List<PastTalk.Decided> decided) {
      conversations += decided.isEmpty() ? 0 : 1;
      bursts += decided.size();
      boolean says = false;
      for (PastTalk.Decided one : decided) {
        if (one.decision() instanceof Decision.Send send) {
          says = true;
          sent++;
          send.rules().forEach(rule -> sentBy.merge(rule.id(), 1, Integer::sum));
          if (examples.size() < EXAMPLES_MAX) {
            examples.add(new Example(conversationId, one.at(), send));
          }
        }
        for (Held held : one.decision().held()) {
          if (held.reason().isSuppression()) {
            addHeld(conversationId, held);
          }
        }
      }
      told += says ? 1 : 0;
    }

    private void addHeld(long conversationId, Held held) {
      heldOf
          .computeIfAbsent(held.rule().id(), _ -> new EnumMap<>(Reason.class))
          .merge(held.reason(), 1, Integer::sum);
      reasons.merge(held.reason(), 1, Integer::sum);
      List<Long> in = heldIn.computeIfAbsent(held.reason(), _ -> new ArrayList<>());
      if (in.size() < SUPPRESSED_EXAMPLES_MAX && !in.contains(conversationId)) {
        in.add(conversationId);
      }
    }

    Report report(LocalDate date, boolean truncated) {
      return new Report(
          date,
          conversations,
          told,
          bursts,
          sent,
          reasons,
          heldIn,
          rules.values().stream()
              .map(rule ->
                  new OfRule(
                      rule,
                      sentBy.getOrDefault(rule.id(), 0),
                      heldOf.getOrDefault(rule.id(), Map.of())))
              .toList(),
          List.copyOf(examples),
          truncated);
    }
  }
}
