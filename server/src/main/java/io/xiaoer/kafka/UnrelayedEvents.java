package io.xiaoer.kafka;

import io.xiaoer.cloudevent.EventFeed;
import io.xiaoer.retention.NeedsContent;
import java.time.Instant;
import java.util.Optional;

/** What the brokers have not acknowledged. */
final class UnrelayedEvents implements NeedsContent {
  private final RelayPlace places;
  private final EventFeed feed;

  UnrelayedEvents(RelayPlace places, EventFeed feed) {
    this.places = places;
    this.feed = feed;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public Optional<Instant> since() {
    return places.find().map(place -> feed.after(place, 1)).flatMap(EventFeed.Page::oldest);
  }
}
