package io.xiaoer.report;

import io.xiaoer.presence.ConnectedUsers;
import io.xiaoer.presence.PresenceLog;
import io.xiaoer.presence.PresenceLog.Span;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.StateLog;
import io.xiaoer.staff.StateLog.Entry;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who was there in a time: what people said of themselves, and whether they had a page open.
 *
 * @param since when it began to be recorded; null: not at all
 * @param from the first moment of which it is known
 * @param to known until before this moment
 * @param stretches of each person in their order
 */
record Attendance(@Nullable Instant since, Instant from, Instant to, List<Stretch> stretches) {

  /** How somebody was. */
  enum Kind {
    ONLINE,
    AWAY,
    /** Said to be online or away, with no page open. */
    ABSENT,
    OFFLINE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Somebody as they were for a time, and the shops that they served. */
  record Stretch(String username, long from, long to, Kind kind, ShopScope shops) {
    long micros() {
      return to - from;
    }
  }

  /** A page that closed counts as open for {@link ConnectedUsers#GRACE} longer. */
  static Attendance read(JdbcClient jdbc, Instant from, Instant to, Instant now) {
    Instant since = PresenceLog.since(jdbc).orElse(null);
    Instant begin = since != null && since.isAfter(from) ? since : from;
    Instant end = to.isAfter(now) ? now : to;
    if (since == null || !begin.isBefore(end)) {
      return new Attendance(since, begin, begin, List.of());
    }
    List<Span> spans = PresenceLog.between(jdbc, begin.minus(ConnectedUsers.GRACE), end, now);
    return new Attendance(
        since, begin, end, of(StateLog.between(jdbc, begin, end), spans, begin, end));
  }

  /** Pure. Whoever has said nothing yet is in no stretch. */
  static List<Stretch> of(List<Entry> entries, List<Span> spans, Instant from, Instant to) {
    Map<String, List<Times.Stretch>> open =
        spans.stream()
            .collect(
                Collectors.groupingBy(
                    Span::username,
                    Collectors.mapping(
                        span ->
                            Times.Stretch.of(
                                span.fromAt(), span.untilAt().plus(ConnectedUsers.GRACE)),
                        Collectors.toList())));
    Map<String, Times> connected = new HashMap<>();
    open.forEach((username, times) -> connected.put(username, Times.of(times)));
    long begin = Micros.of(from);
    long end = Micros.of(to);
    List<Stretch> stretches = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      boolean last =
          i + 1 == entries.size() || !entries.get(i + 1).username().equals(entry.username());
      long until = last ? end : Math.min(end, Micros.of(entries.get(i + 1).at()));
      long at = Math.max(begin, Micros.of(entry.at()));
      Times pages = connected.getOrDefault(entry.username(), Times.of(List.of()));
      while (at < until) {
        long next = Math.min(until, pages.changesAfter(at));
        stretches.add(
            new Stretch(entry.username(), at, next, kind(entry, pages.has(at)), entry.shops()));
        at = next;
      }
    }
    return stretches;
  }

  private static Kind kind(Entry entry, boolean connected) {
    return switch (entry.state()) {
      case ONLINE -> connected ? Kind.ONLINE : Kind.ABSENT;
      case AWAY -> connected ? Kind.AWAY : Kind.ABSENT;
      case OFFLINE -> Kind.OFFLINE;
    };
  }

  /** Whether somebody who served a shop was online, with a page open. */
  Tally.Duty duty(ShopId shop) {
    Times times =
        Times.of(
            stretches.stream()
                .filter(one -> one.kind == Kind.ONLINE && one.shops.has(shop))
                .map(one -> new Times.Stretch(one.from, one.to))
                .toList());
    long begin = Micros.of(from);
    long end = Micros.of(to);
    return moment ->
        moment < begin || moment >= end
            ? OnDuty.UNKNOWN
            : times.has(moment) ? OnDuty.SOMEBODY : OnDuty.NOBODY;
  }
}
