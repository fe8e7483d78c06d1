package io.xiaoer.aftersales;

import io.xiaoer.log.LogConsumer.Projected;
import io.xiaoer.log.LogConsumer.Projection;
import io.xiaoer.log.LogEntry;
import io.xiaoer.sdk.event.EventText;
import io.xiaoer.sdk.event.Message;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.event.Read;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps the cases, and which orders customers showed. */
final class AfterSalesProjection implements Projection {
  private static final byte[] ORDER_SHARE = "order_share".getBytes(StandardCharsets.US_ASCII);

  private record Step(Projected projected, boolean changed) {
    static Step done(boolean changed) {
      return new Step(new Projected.Done(), changed);
    }
  }

  @Override
  public boolean concerns(LogEntry entry) {
    return entry.isMessage() ? entry.mentions(ORDER_SHARE) : CaseNews.concerns(entry);
  }

  @Override
  public Projected apply(JdbcClient jdbc, LogEntry entry) {
    return applyAll(jdbc, List.of(entry)).getFirst();
  }

  /** Open pages are told once of all, for they read their list as a whole. */
  @Override
  public List<Projected> applyAll(JdbcClient jdbc, List<LogEntry> entries) {
    List<Projected> results = new ArrayList<>(entries.size());
    boolean changed = false;
    for (LogEntry entry : entries) {
      Step step = step(jdbc, entry);
      results.add(step.projected);
      changed |= step.changed;
    }
    if (changed) {
      Cases.noteTopic(jdbc);
    }
    return results;
  }

  private static Step step(JdbcClient jdbc, LogEntry entry) {
    if (entry.isMessage()) {
      return Step.done(message(jdbc, entry));
    }
    if (!CaseNews.concerns(entry)) {
      return Step.done(false);
    }
    return switch (CaseNews.of(entry)) {
      case CaseNews.Reading.News(CaseNews news) ->
          Step.done(Cases.note(jdbc, entry.shop(), news, entry.seq()));
      case CaseNews.Reading.Unusable(String field) ->
          new Step(new Projected.Parked(field + " is missing or not usable"), false);
    };
  }

  /** What cannot be read is set aside by those who show messages. */
  private static boolean message(JdbcClient jdbc, LogEntry entry) {
    return EventText.read(entry.raw()) instanceof Read.Event(PushEvent.KfMessage event)
        && event.message() instanceof Message.OrderShare(String order)
        && CaseNews.isWord(order)
        && !entry.openId().isEmpty()
        && Cases.shown(jdbc, entry, order);
  }
}
