package io.xiaoer.platform;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.log.CreateTime;
import io.xiaoer.log.LogConsumer.Projected;
import io.xiaoer.log.LogConsumer.Projection;
import io.xiaoer.log.LogEntry;
import io.xiaoer.platform.ShopStanding.State;
import io.xiaoer.sdk.event.ClearText;
import io.xiaoer.sdk.event.EventFields;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notes what the platform says of its API and of how a shop stands with it. */
final class PlatformProjection implements Projection {
  private static final String API_DIFF = "api_diff";
  private static final String CHANGE_STATUS = "channels_ec_change_status";
  private static final String CLOSE_STORE = "channels_ec_close_store";
  private static final Set<String> EVENTS = Set.of(API_DIFF, CHANGE_STATUS, CLOSE_STORE);
  private static final String TOPIC = "shops";

  @Override
  public boolean concerns(LogEntry entry) {
    return EVENTS.contains(entry.event());
  }

  @Override
  public Projected apply(JdbcClient jdbc, LogEntry entry) {
    return switch (entry.event()) {
      case API_DIFF -> {
        ApiChanges.note(jdbc, entry.shop(), entry.seq(), ApiDiff.of(entry));
        yield new Projected.Done();
      }
      case CHANGE_STATUS -> changed(jdbc, entry);
      case CLOSE_STORE -> stands(jdbc, entry, State.CLOSED, "close_timestamp");
      case String _ -> new Projected.Done();
    };
  }

  private static Projected changed(JdbcClient jdbc, LogEntry entry) {
    String status = named("new_status", entry).orElse("");
    return state(status)
        .map(state -> stands(jdbc, entry, state, "change_timestamp"))
        .orElseGet(() -> new Projected.Parked("new_status of a shop is not a known one"));
  }

  /** The words of the shop's status on the platform's pages. */
  private static Optional<State> state(String status) {
    return switch (status) {
      case "opening", "open_finished" -> Optional.of(State.OPEN);
      case "closing" -> Optional.of(State.CLOSING);
      case "close_finished" -> Optional.of(State.CLOSED);
      case String _ -> Optional.empty();
    };
  }

  private static Projected stands(JdbcClient jdbc, LogEntry entry, State state, String time) {
    Instant since =
        named(time, entry)
            .flatMap(UnixTime::read)
            .flatMap(seconds -> CreateTime.believed(seconds, entry.receivedAt()))
            .orElseGet(entry::writtenAt);
    if (ShopStandings.note(jdbc, entry.shop(), state, since, entry.seq())) {
      ChangeFeed.noteTopic(jdbc, TOPIC);
    }
    return new Projected.Done();
  }

  private static Optional<String> named(String field, LogEntry entry) {
    return EventFields.named(field, ClearText.of(entry.raw()), 1).stream().findFirst();
  }
}
