package io.xiaoer.conversation;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.ConversationEvent.CustomerWrote;
import io.xiaoer.conversation.ConversationEvent.EnteredQueue;
import io.xiaoer.conversation.ConversationEvent.QueueReason;
import io.xiaoer.log.LogConsumer.Projected;
import io.xiaoer.log.LogConsumer.Projection;
import io.xiaoer.log.LogEntry;
import io.xiaoer.sdk.event.EventText;
import io.xiaoer.sdk.event.Origin;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.event.Read;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import io.xiaoer.store.Tuples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Turns entries of the log into messages of conversations. Other events pass by. A batch is worked
 * out here and written with a handful of statements.
 */
final class MessageProjection implements Projection {
  private static final Projected DONE = new Projected.Done();

  /** A row of what {@link #update} writes; PostgreSQL must be told what each is. */
  private static final String STATE =
      "(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT),"
          + " CAST(? AS INTEGER), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT),"
          + " CAST(? AS INTEGER), CAST(? AS TEXT))";

  @Override
  public Projected apply(JdbcClient jdbc, LogEntry entry) {
    return applyAll(jdbc, List.of(entry)).getFirst();
  }

  @Override
  public List<Projected> applyAll(JdbcClient jdbc, List<LogEntry> entries) {
    List<Arrival> arrivals = new ArrayList<>(entries.size());
    List<Projected> outcomes = new ArrayList<>(entries.size());
    for (LogEntry entry : entries) {
      outcomes.add(
          switch (EventText.read(entry.raw())) {
            case Read.Unreadable(String why) -> new Projected.Parked(why);
            case Read.Event(PushEvent.Other _) -> DONE;
            case Read.Event(PushEvent.KfMessage message) when entry.openId().isEmpty() ->
                new Projected.Parked("a message that names no customer");
            case Read.Event(PushEvent.KfMessage message) -> {
              arrivals.add(new Arrival(entry, message, entry.writtenAt()));
              yield DONE;
            }
          });
    }
    keep(jdbc, arrivals);
    return outcomes;
  }

  /** A message that has a place to find. */
  private record Arrival(LogEntry entry, PushEvent.KfMessage event, Instant writtenAt) {
    Customer customer() {
      return new Customer(entry.shop().value(), entry.openId());
    }
  }

  private record Customer(String shop, String openId) {}

  /** A row of {@code message} to be. */
  private record Placed(long conversationId, String sortKey, Arrival arrival) {}

  /**
   * What a conversation knows of its messages.
   *
   * @param lastArrived place in the log of the message that stands last, when it has no id yet
   */
  private record State(
      long id,
      @Nullable Long lastMessageId,
      @Nullable Long lastArrived,
      String lastSortKey,
      long lastMessageAt,
      int unread,
      @Nullable Long waitingSince,
      String windowSortKey,
      @Nullable Long windowOpenedAt,
      int windowUsed,
      boolean closed) {

    static State empty(long id, long writtenAt) {
      return new State(id, null, null, "", writtenAt, 0, null, "", null, 0, false);
    }

    State with(Origin origin, String sortKey, long logSeq, long writtenAt) {
      State placed =
          sortKey.compareTo(lastSortKey) > 0
              ? new State(
                  id,
                  null,
                  logSeq,
                  sortKey,
                  writtenAt,
                  unread,
                  waitingSince,
                  windowSortKey,
                  windowOpenedAt,
                  windowUsed,
                  closed)
              : this;
      return switch (origin) {
        case CUSTOMER -> placed.customerWrote(sortKey, writtenAt);
        case OTHER -> placed;
      };
    }

    State withUsed(int used) {
      return new State(
          id,
          lastMessageId,
          lastArrived,
          lastSortKey,
          lastMessageAt,
          unread,
          waitingSince,
          windowSortKey,
          windowOpenedAt,
          used,
          closed);
    }

    private State customerWrote(String sortKey, long writtenAt) {
      boolean newWindow = sortKey.compareTo(windowSortKey) > 0;
      return new State(
          id,
          lastMessageId,
          lastArrived,
          lastSortKey,
          lastMessageAt,
          unread + 1,
          waitingSince == null ? writtenAt : Math.min(waitingSince, writtenAt),
          newWindow ? sortKey : windowSortKey,
          newWindow ? (Long) writtenAt : windowOpenedAt,
          newWindow ? 0 : windowUsed,
          false);
    }
  }

  private static void keep(JdbcClient jdbc, List<Arrival> arrivals) {
    Map<Customer, State> found = conversations(jdbc, arrivals);
    Map<Customer, State> conversations = new LinkedHashMap<>(found);
    List<Placed> rows = new ArrayList<>(arrivals.size());
    for (Arrival arrival : arrivals) {
      State before = Objects.requireNonNull(conversations.get(arrival.customer()));
      String numbered = SortKey.ofMsgId(arrival.entry.msgId());
      String sortKey = numbered == null ? SortKey.behind(before.lastSortKey) : numbered;
      rows.add(new Placed(before.id, sortKey, arrival));
      conversations.put(
          arrival.customer(),
          before.with(
              arrival.event.origin(), sortKey, arrival.entry.seq(), Micros.of(arrival.writtenAt)));
    }
    carryOver(jdbc, found, conversations);
    Map<Long, String> previews = new HashMap<>();
    Map<Long, Long> ids = insert(jdbc, rows, previews);
    update(jdbc, found, conversations, ids, previews);
    note(jdbc, rows, ids);
    tell(jdbc, found, rows, ids);
    reopen(jdbc, found, conversations, rows);
  }

  /** Where the customer has opened a new window, what is still on its way counts in that one. */
  private static void carryOver(
      JdbcClient jdbc, Map<Customer, State> before, Map<Customer, State> after) {
    Map<Long, Customer> opened = new LinkedHashMap<>();
    after.forEach((customer, state) -> {
      State was = Objects.requireNonNull(before.get(customer));
      if (was.lastMessageId != null && !was.windowSortKey.equals(state.windowSortKey)) {
        opened.put(state.id, customer);
      }
    });
    for (long id : AnswerTable.withMessagesOnTheirWay(jdbc, List.copyOf(opened.keySet()))) {
      after.computeIfPresent(
          Objects.requireNonNull(opened.get(id)),
          (_, state) -> state.withUsed(AnswerTable.carryOver(jdbc, id, state.windowSortKey)));
    }
  }

  private static void tell(
      JdbcClient jdbc, Map<Customer, State> before, List<Placed> rows, Map<Long, Long> ids) {
    List<ConversationEvents.New> events = new ArrayList<>();
    for (Placed row : rows) {
      if (row.arrival.event.origin() == Origin.CUSTOMER) {
        long messageId = Objects.requireNonNull(ids.get(row.arrival.entry.seq()));
        events.add(new ConversationEvents.New(row.conversationId, new CustomerWrote(messageId)));
      }
    }
    for (State state : before.values()) {
      if (state.lastMessageId == null) {
        events.add(new ConversationEvents.New(state.id, new EnteredQueue(QueueReason.NEW, "")));
      }
    }
    if (!events.isEmpty()) {
      ConversationEvents.appendAll(
          jdbc, events, Micros.of(rows.getLast().arrival.entry.receivedAt()));
    }
  }

  /** A customer who writes opens what was closed. */
  private static void reopen(
      JdbcClient jdbc, Map<Customer, State> before, Map<Customer, State> after, List<Placed> rows) {
    before.forEach((customer, state) -> {
      if (state.closed && !Objects.requireNonNull(after.get(customer)).closed) {
        Assignments.customerWrote(
            jdbc, state.id, Micros.of(rows.getLast().arrival.entry.receivedAt()));
      }
    });
  }

  /** The ids of the messages, by their places in the log, as are what a list shows of them. */
  private static Map<Long, Long> insert(
      JdbcClient jdbc, List<Placed> rows, Map<Long, String> previews) {
    Map<Long, Long> ids = new HashMap<>();
    for (List<Placed> slice : Tuples.slices(rows)) {
      List<@Nullable Object> values = new ArrayList<>();
      for (Placed row : slice) {
        LogEntry entry = row.arrival.entry;
        PushEvent.KfMessage event = row.arrival.event;
        MessageBody body = MessageBodyCodec.of(event.message(), event.head().raw());
        previews.put(entry.seq(), Preview.of(body));
        values.addAll(
            Arrays.asList(
                row.conversationId,
                row.sortKey,
                ConversationMapper.lower(event.origin()),
                body.type(),
                MessageBodyCodec.write(body),
                entry.msgId(),
                entry.seq(),
                Micros.of(row.arrival.writtenAt),
                Micros.of(entry.receivedAt())));
      }
      jdbc.sql(
              """
              INSERT INTO message (conversation_id, sort_key, direction, origin, type, body,
                                   msg_id, log_seq, created_at, received_at)
              VALUES %s
              RETURNING log_seq, id
              """
                  .formatted(Tuples.of(slice.size(), "(?, ?, 'in', ?, ?, ?, ?, ?, ?, ?)")))
          .params(values)
          .query(row -> {
            ids.put(row.getLong("log_seq"), row.getLong("id"));
          });
    }
    return ids;
  }

  /**
   * Mostly the customer waits already. Four indexes have since when: they are written anew even if
   * that stays as it is, so then it is left out.
   */
  private static void update(
      JdbcClient jdbc,
      Map<Customer, State> found,
      Map<Customer, State> conversations,
      Map<Long, Long> ids,
      Map<Long, String> previews) {
    List<State> begun = new ArrayList<>();
    List<State> going = new ArrayList<>();
    conversations.forEach((customer, after) -> {
      State before = Objects.requireNonNull(found.get(customer));
      (Objects.equals(before.waitingSince, after.waitingSince) ? going : begun).add(after);
    });
    update(jdbc, begun, ids, previews, "waiting_since = after.waiting_since,");
    update(jdbc, going, ids, previews, "");
  }

  private static void update(
      JdbcClient jdbc,
      List<State> conversations,
      Map<Long, Long> ids,
      Map<Long, String> previews,
      String waiting) {
    for (List<State> slice : Tuples.slices(conversations)) {
      List<@Nullable Object> values = new ArrayList<>();
      for (State after : slice) {
        values.addAll(
            Arrays.asList(
                after.id,
                after.lastArrived == null ? after.lastMessageId : ids.get(after.lastArrived),
                after.lastSortKey,
                after.lastMessageAt,
                after.unread,
                after.waitingSince,
                after.windowSortKey,
                after.windowOpenedAt,
                after.windowUsed,
                after.lastArrived == null ? null : previews.get(after.lastArrived)));
      }
      jdbc.sql(
              """
              WITH after (id, last_message_id, last_sort_key, last_message_at, unread,
                          waiting_since, window_sort_key, window_opened_at, window_used,
                          last_preview)
                AS (VALUES %s)
              UPDATE conversation
              SET last_message_id = after.last_message_id, last_sort_key = after.last_sort_key,
                  last_message_at = after.last_message_at, unread = after.unread, %s
                  window_sort_key = after.window_sort_key,
                  window_opened_at = after.window_opened_at, window_used = after.window_used,
                  last_preview = coalesce(after.last_preview, conversation.last_preview)
              FROM after WHERE conversation.id = after.id
              """
                  .formatted(Tuples.of(slice.size(), STATE), waiting))
          .params(values)
          .update();
    }
  }

  private static void note(JdbcClient jdbc, List<Placed> rows, Map<Long, Long> ids) {
    if (rows.isEmpty()) {
      return;
    }
    List<ChangeFeed.Place> places =
        rows.stream()
            .map(row ->
                new ChangeFeed.Place(
                    row.conversationId, Objects.requireNonNull(ids.get(row.arrival.entry.seq()))))
            .toList();
    ChangeFeed.noteAll(jdbc, places, Micros.of(rows.getLast().arrival.entry.receivedAt()));
  }

  /** Of each customer who wrote; whoever writes for the first time gets one. */
  private static Map<Customer, State> conversations(JdbcClient jdbc, List<Arrival> arrivals) {
    Map<String, Map<String, Arrival>> firsts = new LinkedHashMap<>();
    for (Arrival arrival : arrivals) {
      firsts
          .computeIfAbsent(arrival.customer().shop, _ -> new LinkedHashMap<>())
          .putIfAbsent(arrival.customer().openId, arrival);
    }
    Map<Customer, State> found = new LinkedHashMap<>();
    firsts.forEach((shop, byOpenId) -> {
      find(jdbc, shop, List.copyOf(byOpenId.keySet()), latest(arrivals), found);
      List<Arrival> strangers =
          byOpenId.values().stream().filter(first -> !found.containsKey(first.customer())).toList();
      begin(jdbc, strangers, found);
    });
    return found;
  }

  private static long latest(List<Arrival> arrivals) {
    return arrivals.stream()
        .mapToLong(arrival -> Micros.of(arrival.entry.receivedAt()))
        .max()
        .orElse(0);
  }

  /** One that is closed for a blocked customer stays so: nobody is called for him. */
  private static void find(
      JdbcClient jdbc, String shop, List<String> openIds, long at, Map<Customer, State> found) {
    for (List<String> slice : Tuples.slices(openIds)) {
      jdbc.sql(
              """
              SELECT open_id, id, last_message_id, last_sort_key, last_message_at, unread,
                     waiting_since, window_sort_key, window_opened_at, window_used,
                     closed_at IS NOT NULL AND (blocked_until IS NULL OR blocked_until <= ?) AS closed
              FROM conversation WHERE shop = ? AND open_id IN (%s)
              """
                  .formatted(Tuples.of(slice.size(), "?")))
          .param(at)
          .param(shop)
          .params(slice)
          .query(row -> {
            found.put(
                new Customer(shop, row.getString("open_id")),
                new State(
                    row.getLong("id"),
                    Columns.longOrNull(row, "last_message_id"),
                    null,
                    row.getString("last_sort_key"),
                    row.getLong("last_message_at"),
                    row.getInt("unread"),
                    Columns.longOrNull(row, "waiting_since"),
                    row.getString("window_sort_key"),
                    Columns.longOrNull(row, "window_opened_at"),
                    row.getInt("window_used"),
                    row.getBoolean("closed")));
          });
    }
  }

  private static void begin(JdbcClient jdbc, List<Arrival> firsts, Map<Customer, State> found) {
    for (List<Arrival> slice : Tuples.slices(firsts)) {
      List<Object> values = new ArrayList<>();
      Map<String, Arrival> byOpenId = new HashMap<>();
      for (Arrival first : slice) {
        LogEntry entry = first.entry;
        byOpenId.put(entry.openId(), first);
        values.addAll(
            List.of(
                entry.shop().value(),
                entry.openId(),
                Micros.of(entry.receivedAt()),
                Micros.of(first.writtenAt)));
      }
      jdbc.sql(
              """
              INSERT INTO conversation (shop, open_id, created_at, last_message_at)
              VALUES %s
              RETURNING open_id, id
              """
                  .formatted(Tuples.of(slice.size(), "(?, ?, ?, ?)")))
          .params(values)
          .query(row -> {
            Arrival first = Objects.requireNonNull(byOpenId.get(row.getString("open_id")));
            found.put(first.customer(), State.empty(row.getLong("id"), Micros.of(first.writtenAt)));
          });
    }
  }
}
