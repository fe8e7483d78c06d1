package io.xiaoer.notice;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Lease;
import io.xiaoer.conversation.WaitingCounts;
import io.xiaoer.duework.DueWork;
import io.xiaoer.duework.Places;
import io.xiaoer.notice.Ladder.Who;
import io.xiaoer.notice.NoticeTable.Called;
import io.xiaoer.notice.NoticeTable.Due;
import io.xiaoer.notice.NoticeTable.Pending;
import io.xiaoer.notice.NoticeTable.Purpose;
import io.xiaoer.notice.NoticeTable.State;
import io.xiaoer.notice.RetryPolicy.Next;
import io.xiaoer.secret.Seal;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.staff.OpenSessions;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sends what is due, at least once: an attempt is noted before the call, together with the time of
 * the next one. A process that dies in between has the message sent again half a minute later, a
 * few times at most; it then names only those who still wait. Never to say it would be worse than
 * to say it twice.
 */
final class NoticeSender implements DueWork<Due> {
  private static final Logger log = LoggerFactory.getLogger(NoticeSender.class);

  private static final int SENT_AT_ONCE_MAX = 8;
  private static final Duration PRUNE_EVERY = Duration.ofHours(1);
  private static final String METRIC = "xiaoer.notices";

  private final Database database;
  private final Messenger messenger;
  private final Seal seal;
  private final Shops shops;
  private final Lease lease;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final Places<Due> places = new Places<>(SENT_AT_ONCE_MAX);
  private Instant pruneAt = Instant.MIN;

  NoticeSender(
      Database database,
      Messenger messenger,
      Seal seal,
      Shops shops,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    this.database = database;
    this.messenger = messenger;
    this.seal = seal;
    this.shops = shops;
    this.lease = lease;
    this.clock = clock;
    this.registry = registry;
    for (State state : List.of(State.DELIVERED, State.DROPPED, State.FAILED)) {
      registry.counter(METRIC, "outcome", state.word()); // there from the start, at 0
    }
  }

  @Override
  public List<Due> admit(Instant now) {
    prune(now);
    return database.read(jdbc -> NoticeTable.due(jdbc, now, SENT_AT_ONCE_MAX)).stream()
        .filter(places::enter)
        .toList();
  }

  @Override
  public Instant nextLook(Instant looked) {
    return database.read(jdbc -> NoticeTable.next(jdbc, looked)).orElse(Instant.MAX);
  }

  @Override
  public void leave(Due due) {
    places.leave(due);
  }

  /**
   * An attempt that has begun.
   *
   * @param target null when it was sealed with another key
   */
  private record Begun(
      Pending pending, Channel channel, @Nullable Target target, Post post, long attempt) {}

  @Override
  public void attempt(Due due) {
    Instant now = clock.instant();
    Optional<Begun> begun =
        database.write(jdbc -> {
          lease.check(jdbc);
          return NoticeTable.pending(jdbc, due.id(), now)
              .flatMap(pending -> begin(jdbc, pending, now));
        });
    begun.ifPresent(
        one -> finish(one, messenger.send(one.channel.kind(), one.target, one.post, now)));
  }

  /** Empty when there is nothing to be sent now. */
  private Optional<Begun> begin(JdbcClient jdbc, Pending pending, Instant now) {
    Channel channel = channel(jdbc, pending, now);
    if (channel == null || channel.paused() || isLoggedOut(jdbc, channel, now)) {
      settle(jdbc, pending.id(), State.DROPPED, now); // People want nobody called any more.
      return Optional.empty();
    }
    Optional<Post> post = post(jdbc, pending, channel, now);
    if (post.isEmpty()) {
      settle(jdbc, pending.id(), State.DROPPED, now);
      return Optional.empty();
    }
    Instant at =
        Pace.next(
            NoticeTable.tried(jdbc, now).getOrDefault(channel.id(), List.of()),
            channel.silentUntil(),
            now);
    if (at.isAfter(now)) {
      NoticeTable.later(jdbc, pending.id(), channel.id(), at);
      return Optional.empty();
    }
    Post written = withLink(jdbc, post.get(), channel, now);
    long attempt =
        NoticeTable.begin(
            jdbc, pending, channel.id(), written.kept(), now, now.plus(RetryPolicy.AFTER_CRASH));
    return Optional.of(
        new Begun(
            pending,
            channel,
            ChannelTable.target(jdbc, seal, channel.id()).orElse(null),
            written,
            attempt));
  }

  private static boolean isLoggedOut(JdbcClient jdbc, Channel channel, Instant now) {
    return channel.kind() == Kind.WEB_PUSH
        && !PushDeviceTable.find(jdbc, channel.id())
            .map(device -> device.isLoggedIn(OpenSessions.usernames(jdbc, now)))
            .orElse(false);
  }

  /** Whoever looks at their telephone can show it by a link of this message's own. */
  private static Post withLink(JdbcClient jdbc, Post post, Channel channel, Instant now) {
    String owner = channel.owner();
    // A browser knows where its desk is.
    String desk = channel.kind() == Kind.WEB_PUSH ? "" : NoticeSettings.read(jdbc).deskUrl();
    return owner == null || (desk.isEmpty() && channel.kind() != Kind.WEB_PUSH)
        ? post
        : post.confirmedBy(desk + "/n/" + NoticeLinks.make(jdbc, owner, now));
  }

  /** Null when there is none at all. */
  private static @Nullable Channel channel(JdbcClient jdbc, Pending pending, Instant now) {
    List<Channel> channels = ChannelTable.all(jdbc);
    Optional<Channel> own =
        channels.stream()
            .filter(one -> one.id() == pending.channelId())
            .findFirst()
            .or(() -> ChannelTable.findPersonal(jdbc, pending.channelId()));
    return switch (pending.purpose()) {
      case SELF_TEST -> own.orElse(null);
      case WORK -> Ring.from(channels, pending.channelId(), now).or(() -> own).orElse(null);
    };
  }

  /** As things are now; empty when there is nothing left to say. */
  private Optional<Post> post(JdbcClient jdbc, Pending pending, Channel channel, Instant now) {
    NoticeSettings settings = NoticeSettings.read(jdbc);
    String id = "notice-" + pending.id();
    if (pending.purpose() == Purpose.SELF_TEST) {
      return Optional.of(Words.test(id, "每周自检：这个通知渠道可以收到消息", settings));
    }
    List<Account> people = Accounts.active(jdbc);
    List<Called> called =
        NoticeTable.called(jdbc, pending.id(), now).stream()
            .filter(one -> mayBeTold(channel, people, one))
            .toList();
    List<String> alarms =
        pending.alarms().isEmpty() ? List.of() : List.of(pending.alarms().split("\n", -1));
    if (called.isEmpty() && alarms.isEmpty()) {
      return Optional.empty();
    }
    ShopScope of = ShopScope.of(called.stream().map(Called::shop).toList());
    long waiting =
        WaitingCounts.byShop(jdbc, of, now, Duration.ZERO, Duration.ZERO).stream()
            .mapToLong(WaitingCounts.OfShop::waiting)
            .sum();
    return Optional.of(
        Words.post(
            id, new Words.Scene(called, waiting, alarms, people, this::shopName, settings, now)));
  }

  /** What a person may see, and whom they serve, may be another since it was written down. */
  private static boolean mayBeTold(Channel channel, List<Account> people, Called one) {
    String owner = channel.owner();
    return owner == null
        || people.stream()
            .filter(person -> person.username().equals(owner))
            .anyMatch(person ->
                person.shops().has(one.shop())
                    && (one.who() != Who.OWNER || owner.equals(one.assignee())));
  }

  private String shopName(ShopId shop) {
    return shops.find(shop.value()).map(Shop::name).orElse(shop.value());
  }

  private void finish(Begun begun, Messenger.Sent sent) {
    Instant now = clock.instant();
    Pending pending = begun.pending;
    int attempts = pending.attempts() + 1;
    Next next =
        database.write(jdbc -> {
          lease.check(jdbc);
          NoticeTable.ended(jdbc, begun.attempt, sent.outcome(), sent.took());
          remember(jdbc, begun.channel, sent.outcome(), now);
          Next after =
              RetryPolicy.after(
                  sent.outcome(),
                  pending.purpose(),
                  begun.channel.id(),
                  attempts,
                  ChannelTable.all(jdbc),
                  now);
          switch (after) {
            case Next.Settled(State state) -> settle(jdbc, pending.id(), state, now);
            case Next.Again(long channelId, Instant at) ->
                NoticeTable.later(jdbc, pending.id(), channelId, at);
          }
          return after;
        });
    if (next instanceof Next.Settled(State state) && state == State.FAILED) {
      log.error(
          "notices: nobody was reached in {} attempts, the last one by channel {}: {} {}",
          attempts,
          begun.channel.id(),
          sent.outcome().word(),
          sent.outcome().detail());
    }
  }

  /** What an outcome says of its channel. */
  static void remember(JdbcClient jdbc, Channel channel, Outcome outcome, Instant now) {
    boolean browser = channel.kind() == Kind.WEB_PUSH;
    switch (outcome) {
      case Outcome.Throttled(Duration silence, String _) ->
          ChannelTable.silence(jdbc, channel.id(), now.plus(silence));
      case Outcome.Delivered _ when browser -> PushDeviceTable.delivered(jdbc, channel.id(), now);
      case Outcome.Gone _ when browser -> PushDeviceTable.remove(jdbc, channel.id(), now);
      case Outcome.Delivered _, Outcome.Gone _, Outcome.Refused _, Outcome.Unreachable _ -> {}
    }
  }

  private void settle(JdbcClient jdbc, long id, State state, Instant now) {
    NoticeTable.settle(jdbc, id, state, now);
    registry.counter(METRIC, "outcome", state.word()).increment();
  }

  private void prune(Instant now) {
    if (now.isBefore(pruneAt)) {
      return;
    }
    database.write(jdbc -> {
      lease.check(jdbc);
      NoticeTable.prune(jdbc, now);
      NoticeLinks.prune(jdbc, now);
      return true;
    });
    pruneAt = now.plus(PRUNE_EVERY);
  }
}
