package io.xiaoer.notice;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.secret.Seal;
import io.xiaoer.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sends something that means nothing, at once, for whoever wants to see that it arrives. */
final class ChannelTrial {
  private final Database database;
  private final Messenger messenger;
  private final Seal seal;
  private final InstantSource clock;

  ChannelTrial(Database database, Messenger messenger, Seal seal, InstantSource clock) {
    this.database = database;
    this.messenger = messenger;
    this.seal = seal;
    this.clock = clock;
  }

  record Tried(String outcome, String detail, long milliseconds) {}

  /** {@code find} says which channel, or refuses. */
  Tried send(Function<JdbcClient, Channel> find, String text) {
    Instant now = clock.instant();
    record Begun(Channel channel, @Nullable Target target, NoticeSettings settings, long attempt) {}
    Begun begun =
        database.write(jdbc -> {
          Channel channel = find.apply(jdbc);
          List<Instant> tried = NoticeTable.tried(jdbc, now).getOrDefault(channel.id(), List.of());
          if (!Pace.hasRoom(tried, now)) {
            throw ApiProblem.conflict(
                    "too_many_notices",
                    "At most %s messages a minute to one channel.".formatted(Pace.PER_MINUTE_MAX))
                .with("max", Pace.PER_MINUTE_MAX);
          }
          return new Begun(
              channel,
              ChannelTable.target(jdbc, seal, channel.id()).orElse(null),
              NoticeSettings.read(jdbc),
              NoticeTable.attempt(jdbc, channel.id(), null, now));
        });
    Post post = Words.test("test-" + UUID.randomUUID(), text, begun.settings);
    Messenger.Sent sent = messenger.send(begun.channel.kind(), begun.target, post, now);
    database.write(jdbc -> {
      NoticeTable.ended(jdbc, begun.attempt, sent.outcome(), sent.took());
      NoticeSender.remember(jdbc, begun.channel, sent.outcome(), clock.instant());
      return true;
    });
    return new Tried(sent.outcome().word(), sent.outcome().detail(), sent.took().toMillis());
  }
}
