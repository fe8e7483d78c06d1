package io.xiaoer.notice;

import io.xiaoer.access.Caller.Role;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.hours.Timetables;
import io.xiaoer.notice.CallPlan.Call;
import io.xiaoer.notice.CallPlan.Message;
import io.xiaoer.notice.CallPlan.Phone;
import io.xiaoer.notice.CallPlan.Situation;
import io.xiaoer.notice.CallPlan.Told;
import io.xiaoer.notice.CallPlan.Waiting;
import io.xiaoer.notice.Ladder.Step;
import io.xiaoer.notice.LadderTable.Setting;
import io.xiaoer.notice.NoticeTable.Purpose;
import io.xiaoer.presence.ConnectedUsers;
import io.xiaoer.presence.PhoneDuty;
import io.xiaoer.presence.Presence;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.staff.Accounts.State;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Looks every two seconds who waits and what is wrong, on the node that holds the lease, and writes
 * down what is to be said. What is written down was said as far as this goes; the sender sees to
 * the rest. While there is no channel nothing is looked at.
 */
final class Lookout {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration ALARMS_EVERY = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final Database database;
  private final ShopHours hours;
  private final Shops shops;
  private final OperatorAlarms alarms;
  private final Lease lease;
  private final NodeSignals signals;
  private final InstantSource clock;
  private final WakeUp changed = new WakeUp();
  private Instant alarmsAt = Instant.MIN;

  Lookout(
      Database database,
      ShopHours hours,
      Shops shops,
      OperatorAlarms alarms,
      Lease lease,
      NodeSignals signals,
      InstantSource clock) {
    this.database = database;
    this.hours = hours;
    this.shops = shops;
    this.alarms = alarms;
    this.lease = lease;
    this.signals = signals;
    this.clock = clock;
    signals.onRing(Topic.NOTICE, _ -> changed.raise());
  }

  void step() throws InterruptedException {
    if (!lease.held()) {
      lease.await(LOOK_EVERY);
      return;
    }
    Instant now = clock.instant();
    List<Channel> channels = database.read(ChannelTable::all);
    List<PushDevice> ended = database.read(jdbc -> PushDeviceTable.ended(jdbc, now));
    if (!ended.isEmpty()) {
      forget(ended, now);
    }
    if (channels.isEmpty() && database.read(jdbc -> hasNoPhone(jdbc, now))) {
      changed.await(IDLE);
      return;
    }
    boolean said = lookAtCustomers(channels, now);
    if (!now.isBefore(alarmsAt) && channels.stream().anyMatch(Channel::alarms)) {
      said |= lookAtAlarms(now);
      alarmsAt = now.plus(ALARMS_EVERY);
    }
    if (said) {
      signals.ring(Topic.NOTICE);
    }
    changed.await(LOOK_EVERY);
  }

  private static boolean hasNoPhone(JdbcClient jdbc, Instant now) {
    return PhoneDuty.on(jdbc, now).isEmpty() && PushDeviceTable.all(jdbc).isEmpty();
  }

  /** Whoever has logged out is not called any more, whatever the browser has kept. */
  private void forget(List<PushDevice> ended, Instant now) {
    database.write(jdbc -> {
      lease.check(jdbc);
      ended.forEach(device -> PushDeviceTable.remove(jdbc, device.channelId(), now));
      return true;
    });
  }

  private boolean lookAtCustomers(List<Channel> channels, Instant now) {
    List<Message> messages = database.read(jdbc -> CallPlan.of(situation(jdbc, channels, now)));
    boolean selfTest = SelfTest.isDue(database.read(NoticeSettings::read), now);
    if (messages.isEmpty() && !selfTest) {
      return false;
    }
    return database.write(jdbc -> {
      lease.check(jdbc);
      boolean any = selfTest && testAll(jdbc, now);
      for (Message message : messages) {
        any |= note(jdbc, message, now);
      }
      return any;
    });
  }

  private static boolean note(JdbcClient jdbc, Message message, Instant now) {
    if (!ChannelTable.isThere(jdbc, message.channelId())) {
      return false; // It was removed meanwhile.
    }
    Set<Told> known = NoticeTable.told(jdbc, waiting(message));
    List<Call> fresh =
        message.calls().stream().filter(call -> !known.contains(call.told())).toList();
    if (fresh.isEmpty()) {
      return false;
    }
    long id = NoticeTable.open(jdbc, message.channelId(), message.at(), now);
    fresh.forEach(call -> NoticeTable.call(jdbc, call, id));
    return true;
  }

  private static List<Long> waiting(Message message) {
    return message.calls().stream().map(call -> call.told().conversationId()).distinct().toList();
  }

  private static boolean testAll(JdbcClient jdbc, Instant now) {
    NoticeSettings settings = NoticeSettings.read(jdbc);
    if (!SelfTest.isDue(settings, now)) {
      return false;
    }
    ChannelTable.all(jdbc).stream()
        .filter(channel -> !channel.paused())
        .forEach(channel -> NoticeTable.add(jdbc, channel.id(), Purpose.SELF_TEST, now, now));
    settings.testedAt(now).write(jdbc);
    return true;
  }

  private Situation situation(JdbcClient jdbc, List<Channel> channels, Instant now) {
    List<Phone> phones = phones(jdbc, now);
    Map<ShopId, Ladder> ladders = ladders(jdbc, channels, phones, now);
    Map<Ladder, List<ShopId>> shopsOf = new LinkedHashMap<>();
    ladders.forEach(
        (shop, ladder) -> shopsOf.computeIfAbsent(ladder, _ -> new ArrayList<>()).add(shop));
    List<Waiting> waiting = new ArrayList<>();
    shopsOf.forEach((ladder, some) -> {
      List<Step> steps = phones.isEmpty() ? usable(ladder, channels) : ladder.steps();
      // Who is given to somebody on phone duty is told of at once.
      int first =
          phones.isEmpty() ? steps.stream().mapToInt(Step::afterSeconds).min().orElseThrow() : 0;
      int all = phones.isEmpty() ? steps.size() : steps.size() + 1;
      waiting.addAll(NoticeTable.waiting(jdbc, some, now.minusSeconds(first), all, now));
    });
    return new Situation(
        now,
        waiting,
        ladders,
        channels,
        phones,
        NoticeTable.told(jdbc, waiting.stream().map(Waiting::conversationId).distinct().toList()),
        waiting.isEmpty() ? Map.of() : NoticeTable.tried(jdbc, now));
  }

  /**
   * The telephones of those on duty; and browsers: of those on duty always, of others while they
   * have no page open and have not ended their day.
   */
  private static List<Phone> phones(JdbcClient jdbc, Instant now) {
    Set<String> onDuty =
        PhoneDuty.on(jdbc, now).stream().map(PhoneDuty.Duty::username).collect(Collectors.toSet());
    List<PushDevice> devices = PushDeviceTable.all(jdbc);
    if (onDuty.isEmpty() && devices.isEmpty()) {
      return List.of();
    }
    Map<String, Account> people =
        Accounts.active(jdbc).stream()
            .collect(Collectors.toMap(Account::username, Function.identity()));
    List<Phone> phones = new ArrayList<>();
    Map<String, Channel> telephones = ChannelTable.personal(jdbc);
    for (String username : onDuty) {
      add(phones, people.get(username), telephones.get(username));
    }
    Map<String, Presence> present = ConnectedUsers.all(jdbc, now);
    Map<Long, Channel> browsers = devices.isEmpty() ? Map.of() : ChannelTable.browsers(jdbc);
    for (PushDevice device : devices) {
      Account person = people.get(device.username());
      boolean called =
          onDuty.contains(device.username())
              || (present.get(device.username()) != Presence.CONNECTED
                  && person != null
                  && person.state() != State.OFFLINE);
      if (called) {
        add(phones, person, browsers.get(device.channelId()));
      }
    }
    return phones;
  }

  private static void add(List<Phone> phones, @Nullable Account person, @Nullable Channel channel) {
    if (person != null && channel != null) {
      phones.add(
          new Phone(person.username(), person.shops(), person.role() == Role.SUPERVISOR, channel));
    }
  }

  /** Of the shops for which somebody is called now. */
  private Map<ShopId, Ladder> ladders(
      JdbcClient jdbc, List<Channel> channels, List<Phone> phones, Instant now) {
    Map<String, Setting> set = LadderTable.all(jdbc);
    Map<ShopId, Ladder> ladders = new HashMap<>();
    for (Shop shop : shops.all()) {
      Optional.ofNullable(set.get(shop.id().value()))
          .or(() -> Optional.ofNullable(set.get(LadderTable.ALL_SHOPS)))
          .map(Setting::ladder)
          .or(() -> phones.isEmpty() ? Optional.empty() : Optional.of(Ladder.usual()))
          .filter(ladder -> !phones.isEmpty() || !usable(ladder, channels).isEmpty())
          .ifPresent(ladder -> ladders.put(shop.id(), ladder));
    }
    if (ladders.values().stream().anyMatch(Ladder::hoursOnly)) {
      Timetables timetables = hours.all(jdbc);
      ladders
          .entrySet()
          .removeIf(
              entry -> entry.getValue().hoursOnly() && !timetables.isOpen(entry.getKey(), now));
    }
    return ladders;
  }

  private static List<Step> usable(Ladder ladder, List<Channel> channels) {
    Set<Long> unpaused = new HashSet<>();
    channels.stream().filter(one -> !one.paused()).forEach(one -> unpaused.add(one.id()));
    return ladder.steps().stream()
        .filter(step -> unpaused.contains(Objects.requireNonNullElse(step.channelId(), 0L)))
        .toList();
  }

  private boolean lookAtAlarms(Instant now) {
    List<Alarm> present = alarms.present(now);
    List<AlarmChanges.Kept> kept = database.read(AlarmTable::all);
    if (!AlarmChanges.of(present, kept, now).any()) {
      return false;
    }
    return database.write(jdbc -> {
      lease.check(jdbc);
      AlarmChanges changes = AlarmChanges.of(present, AlarmTable.all(jdbc), now);
      AlarmTable.write(jdbc, changes, now);
      List<String> lines = changes.lines();
      if (lines.isEmpty()) {
        return false;
      }
      List<Channel> channels = ChannelTable.all(jdbc);
      Map<Long, List<Instant>> tried = NoticeTable.tried(jdbc, now);
      channels.stream()
          .filter(channel -> channel.alarms() && !channel.paused())
          .forEach(channel -> {
            Channel to = Ring.from(channels, channel.id(), now).orElse(channel);
            Instant at = Pace.next(tried.getOrDefault(to.id(), List.of()), to.silentUntil(), now);
            NoticeTable.addAlarms(jdbc, NoticeTable.open(jdbc, to.id(), at, now), lines);
          });
      return true;
    });
  }
}
