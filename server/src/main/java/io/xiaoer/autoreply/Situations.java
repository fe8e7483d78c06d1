package io.xiaoer.autoreply;

import io.xiaoer.autoreply.DueTable.Due;
import io.xiaoer.autoreply.Situation.Burst;
import io.xiaoer.autoreply.Situation.Told;
import io.xiaoer.autoreply.Situation.Turn;
import io.xiaoer.autoreply.Template.Variable;
import io.xiaoer.conversation.Budget;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.MessageBodyCodec;
import io.xiaoer.conversation.Queue;
import io.xiaoer.hours.OpeningState;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.hours.Timetables;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts;
import io.xiaoer.store.Columns;
import io.xiaoer.store.RecordMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what the composer has to know, in the transaction that decides. */
final class Situations {
  /** Of a burst; nobody writes more in five seconds. */
  private static final int BURST_MAX = 50;

  /** Looked back at most. */
  private static final int TURNS_MAX = 100;

  /** What was said longer ago than so many times is said again sooner or later. */
  private static final int TOLD_MAX = 500;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("M 月 d 日 HH:mm", Locale.ROOT);

  private final EnabledRules rules;
  private final ShopHours hours;
  private final Shops shops;

  Situations(EnabledRules rules, ShopHours hours, Shops shops) {
    this.rules = rules;
    this.hours = hours;
    this.shops = shops;
  }

  /** A situation and where it is. */
  record Found(ShopId shop, Situation situation) {}

  /** A conversation, as far as it matters. */
  private record Talk(
      ShopId shop,
      @Nullable String assignee,
      @Nullable String assigneeName,
      @Nullable Instant closedAt,
      @Nullable Instant blockedUntil,
      @Nullable Instant windowOpenedAt,
      int windowUsed,
      @Nullable String remarkName) {}

  /** Empty when the conversation is gone. */
  Optional<Found> read(JdbcClient jdbc, Due due, Instant now) {
    Optional<Talk> talk =
        jdbc.sql(
                """
                SELECT c.shop, c.assignee, s.name AS assignee_name, c.closed_at, c.blocked_until,
                       c.window_opened_at, c.window_used, u.remark_name
                FROM conversation c
                LEFT JOIN staff s ON s.username = c.assignee
                LEFT JOIN customer u ON u.conversation_id = c.id
                WHERE c.id = ? AND c.erased_at IS NULL
                """)
            .param(due.conversationId())
            .query(RecordMapper.of(Talk.class))
            .optional();
    return talk.map(found -> new Found(found.shop, read(jdbc, due, found, now)));
  }

  private Situation read(JdbcClient jdbc, Due due, Talk talk, Instant now) {
    List<Rule> ofShop = rules.of(jdbc, talk.shop);
    Timetables timetables = hours.only(jdbc, talk.shop);
    OpeningState state = timetables.at(talk.shop, now);
    ZoneId zone = timetables.zone(talk.shop);
    Burst burst = burst(jdbc, due);
    History history = history(jdbc, due, burst);
    Instant answered = history.personAnsweredAt;
    return new Situation(
        now,
        burst,
        ofShop,
        now.atZone(zone).toLocalDate(),
        state.open(),
        !state.open()
            || ofShop.stream().noneMatch(Situations::asksWhoIsThere)
            || Accounts.anybodyOnline(jdbc, talk.shop, now),
        talk.assignee != null,
        talk.blockedUntil != null && talk.blockedUntil.isAfter(now),
        talk.closedAt != null,
        Budget.of(talk.windowOpenedAt, talk.windowUsed, now).left(),
        answered,
        sessionSince(jdbc, due, history),
        told(jdbc, due.conversationId()),
        history.turns,
        stopped(jdbc, due.conversationId(), answered),
        values(jdbc, due, talk, state, zone, ofShop, now));
  }

  /**
   * A situation that is only thought of: a customer who writes {@code text} at a moment, and who
   * has been greeted unless they are new.
   */
  Situation trial(
      JdbcClient jdbc,
      ShopId shop,
      String text,
      Instant at,
      boolean newCustomer,
      boolean attended,
      boolean served) {
    List<Rule> ofShop = rules.of(jdbc, shop);
    Timetables timetables = hours.only(jdbc, shop);
    OpeningState state = timetables.at(shop, at);
    ZoneId zone = timetables.zone(shop);
    List<Told> told =
        newCustomer
            ? List.of()
            : ofShop.stream()
                .filter(rule -> rule.trigger() == Rule.Trigger.WELCOME)
                .map(rule -> new Told(rule.id(), "", at))
                .toList();
    return new Situation(
        at,
        new Burst.Wrote(0, at, text),
        ofShop,
        at.atZone(zone).toLocalDate(),
        state.open(),
        attended,
        served,
        false,
        false,
        Budget.MESSAGES_MAX,
        null,
        Instant.EPOCH,
        told,
        List.of(),
        false,
        Map.of(
            Variable.SHOP_NAME,
            shops.find(shop.value()).map(Shop::name).orElse(""),
            Variable.QUEUE_AHEAD,
            "0",
            Variable.HOURS,
            hours(state, zone)));
  }

  private static boolean asksWhoIsThere(Rule rule) {
    return rule.trigger() == Rule.Trigger.OFF_HOURS && rule.when() != Rule.When.CLOSED;
  }

  private static Burst burst(JdbcClient jdbc, Due due) {
    return switch (due.kind()) {
      case CLOSED -> new Burst.Closed(due.firstSeq(), due.lastAt());
      case WROTE ->
          new Burst.Wrote(
              due.firstSeq(),
              due.lastAt(),
              jdbc
                  .sql(
                      """
                      SELECT m.type, m.body
                      FROM conversation_event e JOIN message m ON m.id = e.message_id
                      WHERE e.conversation_id = ? AND e.type = 'customer_wrote'
                        AND e.seq >= ? AND e.seq <= ?
                      ORDER BY e.seq LIMIT ?
                      """)
                  .params(due.conversationId(), due.firstSeq(), due.lastSeq(), BURST_MAX)
                  .query((row, _) -> words(row))
                  .list()
                  .stream()
                  .filter(text -> !text.isEmpty())
                  .collect(Collectors.joining("\n")));
    };
  }

  private static String words(ResultSet row) throws SQLException {
    return MessageBodyCodec.read(row.getString("type"), row.getString("body"))
            instanceof MessageBody.Words words
        ? words.words()
        : "";
  }

  /**
   * What was said since a person last answered.
   *
   * @param silentBefore whether nothing had been said for long before the burst
   */
  private record History(
      @Nullable Instant personAnsweredAt, List<Turn> turns, boolean silentBefore) {}

  private static History history(JdbcClient jdbc, Due due, Burst burst) {
    record Row(
        boolean out,
        boolean automatic,
        boolean other,
        boolean lost,
        String text,
        Instant at,
        @Nullable Instant acceptedAt) {}
    List<Row> newestFirst =
        jdbc.sql(
                """
                SELECT m.direction, m.automatic, m.origin, m.state, m.decision, m.type,
                       CASE WHEN m.type IN ('text', 'voice') THEN m.body ELSE '{}' END AS body,
                       m.received_at, m.accepted_at
                FROM message m WHERE m.conversation_id = ?
                ORDER BY m.sort_key DESC, m.id DESC LIMIT ?
                """)
            .params(due.conversationId(), TURNS_MAX)
            .query((row, _) ->
                new Row(
                    row.getString("direction").equals("out"),
                    row.getInt("automatic") != 0,
                    row.getString("origin").equals("other"),
                    "failed".equals(row.getString("state"))
                        || "dropped".equals(row.getString("decision")),
                    words(row),
                    Columns.instant(row, "received_at"),
                    Columns.instantOrNull(row, "accepted_at")))
            .list();
    Instant answered = null;
    List<Turn> turns = new ArrayList<>();
    Instant before = null;
    for (Row row : newestFirst) {
      if (row.lost) {
        continue;
      }
      if (before == null && row.at.isBefore(due.firstAt())) {
        before = row.at;
      }
      boolean person = row.out ? !row.automatic : row.other;
      if (person && answered == null) {
        answered = row.at;
      }
      if (answered == null) {
        turns.add(
            row.out
                ? new Turn.Ours(row.at, Objects.requireNonNullElse(row.acceptedAt, row.at))
                : new Turn.Theirs(row.at, Keywords.plain(row.text).strip()));
      }
      if (answered != null && before != null) {
        break;
      }
    }
    Collections.reverse(turns);
    turns.sort(Comparator.comparing(Turn::at));
    return new History(
        answered,
        turns,
        before != null && before.plus(Situation.SESSION_SILENCE).isBefore(burst.at()));
  }

  /** The burst's own closing is not one that it follows. */
  private static Instant sessionSince(JdbcClient jdbc, Due due, History history) {
    if (history.silentBefore) {
      return due.firstAt();
    }
    return jdbc.sql(
            """
            SELECT happened_at FROM conversation_event
            WHERE conversation_id = ? AND type = 'closed' AND seq < ?
            ORDER BY seq DESC LIMIT 1
            """)
        .params(due.conversationId(), due.firstSeq())
        .query((row, _) -> Columns.instant(row, "happened_at"))
        .optional()
        .orElse(Instant.EPOCH);
  }

  private static List<Told> told(JdbcClient jdbc, long conversationId) {
    return jdbc.sql(
            """
            SELECT rule_id AS rule, period, sent_at AS at FROM automatic_reply_sent
            WHERE conversation_id = ? ORDER BY sent_at DESC LIMIT ?
            """)
        .params(conversationId, TOLD_MAX)
        .query(RecordMapper.of(Told.class))
        .list();
  }

  private static boolean stopped(
      JdbcClient jdbc, long conversationId, @Nullable Instant personAnsweredAt) {
    return jdbc.sql("SELECT stopped_at FROM automatic_reply_stop WHERE conversation_id = ?")
        .param(conversationId)
        .query((row, _) -> Columns.instant(row, "stopped_at"))
        .optional()
        .filter(since -> personAnsweredAt == null || since.isAfter(personAnsweredAt))
        .isPresent();
  }

  private Map<Variable, String> values(
      JdbcClient jdbc,
      Due due,
      Talk talk,
      OpeningState state,
      ZoneId zone,
      List<Rule> ofShop,
      Instant now) {
    Set<Variable> wanted = EnumSet.noneOf(Variable.class);
    for (Rule rule : ofShop) {
      // To count a queue that nobody will be told of costs the more the more customers wait.
      if (rule.when().includes(state.open())
          && rule.reply() instanceof MessageBody.Text(String content)) {
        wanted.addAll(Template.variables(content));
      }
    }
    Map<Variable, String> values = new EnumMap<>(Variable.class);
    for (Variable variable : wanted) {
      values.put(
          variable,
          switch (variable) {
            case CUSTOMER_NAME -> Objects.requireNonNullElse(talk.remarkName, "");
            case SHOP_NAME -> shops.find(talk.shop.value()).map(Shop::name).orElse("");
            case QUEUE_AHEAD -> String.valueOf(Queue.ahead(jdbc, due.conversationId(), now));
            case HOURS -> hours(state, zone);
            case AGENT_NAME ->
                Objects.requireNonNullElse(
                    talk.assigneeName, Objects.requireNonNullElse(talk.assignee, ""));
          });
    }
    return values;
  }

  static String hours(OpeningState state, ZoneId zone) {
    Instant until = state.until();
    if (until == null) {
      return state.open() ? "全天营业" : "暂停营业";
    }
    String time = TIME.format(until.atZone(zone));
    return state.open() ? "营业至 " + time : time + " 开始营业";
  }
}
