package io.xiaoer.notice;

import io.xiaoer.notice.Ladder.Step;
import io.xiaoer.notice.Ladder.Who;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is called now: from who waits, the ladders, what was said already and how the
 * channels are. Pure; what it says is noted before it is sent, and so is not said twice.
 */
final class CallPlan {
  private CallPlan() {}

  /**
   * A customer who waits.
   *
   * @param since when the oldest message without an answer was written; another one after an answer
   * @param assignee who serves them
   */
  record Waiting(long conversationId, ShopId shop, Instant since, @Nullable String assignee) {}

  /**
   * A telephone whose owner is on duty with it.
   *
   * @param supervises whether it is a supervisor's
   */
  record Phone(String username, ShopScope shops, boolean supervises, Channel channel) {
    boolean isCalled(Who who, Waiting one) {
      return switch (who) {
        case ON_DUTY -> shops.has(one.shop);
        case OWNER -> username.equals(one.assignee);
        case SUPERVISORS -> supervises && shops.has(one.shop);
      };
    }
  }

  /** Somebody on phone duty is told at once of who was given to them; no page shows it to them. */
  static final int GIVEN = -1;

  /** A customer was named to a channel at a step of the ladder. */
  record Told(long conversationId, Instant since, int step, long channelId) {}

  /** A customer is to be named. */
  record Call(Told told, Who who) {}

  /**
   * All that is to be said to one channel.
   *
   * @param channelId where it goes: the step's, or the next one while that is left alone
   * @param at not before
   */
  record Message(long channelId, Instant at, List<Call> calls) {}

  /**
   * As of one moment.
   *
   * @param ladders of the shops for which people are called now; of the others nobody is named
   * @param channels those of everybody, by id
   * @param tried when each channel was called in the last minute
   */
  record Situation(
      Instant now,
      List<Waiting> waiting,
      Map<ShopId, Ladder> ladders,
      List<Channel> channels,
      List<Phone> phones,
      Set<Told> told,
      Map<Long, List<Instant>> tried) {}

  static List<Message> of(Situation situation) {
    Map<Long, Channel> channels =
        Stream.concat(situation.channels.stream(), situation.phones.stream().map(Phone::channel))
            .collect(Collectors.toMap(Channel::id, Function.identity()));
    Map<Long, List<Call>> calls = new LinkedHashMap<>();
    for (Waiting one : situation.waiting) {
      Ladder ladder = situation.ladders.get(one.shop);
      if (ladder != null) {
        for (Call call : due(one, ladder, channels, situation)) {
          calls.computeIfAbsent(call.told.channelId, _ -> new ArrayList<>()).add(call);
        }
      }
    }
    Map<Long, List<Call>> routed = new LinkedHashMap<>();
    calls.forEach((id, some) -> {
      long to = Ring.from(situation.channels, id, situation.now).map(Channel::id).orElse(id);
      routed.computeIfAbsent(to, _ -> new ArrayList<>()).addAll(some);
    });
    return routed.entrySet().stream()
        .map(entry ->
            new Message(
                entry.getKey(), at(channels.get(entry.getKey()), situation), entry.getValue()))
        .toList();
  }

  private static List<Call> due(
      Waiting one, Ladder ladder, Map<Long, Channel> channels, Situation situation) {
    List<Call> due = new ArrayList<>();
    phones(situation, Who.OWNER, one)
        .map(id -> new Told(one.conversationId, one.since, GIVEN, id))
        .forEach(told -> due.add(new Call(told, Who.OWNER)));
    for (int i = 0; i < ladder.steps().size(); i++) {
      Step step = ladder.steps().get(i);
      if (!one.since.plusSeconds(step.afterSeconds()).isAfter(situation.now)) {
        Channel channel = step.channelId() == null ? null : channels.get(step.channelId());
        int place = i;
        Stream.concat(
                Stream.ofNullable(channel).filter(own -> !own.paused()).map(Channel::id),
                phones(situation, step.who(), one))
            .map(id -> new Told(one.conversationId, one.since, place, id))
            .forEach(told -> due.add(new Call(told, step.who())));
      }
    }
    due.removeIf(call -> situation.told.contains(call.told));
    return due;
  }

  private static Stream<Long> phones(Situation situation, Who who, Waiting one) {
    return situation.phones.stream()
        .filter(phone -> phone.isCalled(who, one))
        .map(phone -> phone.channel.id());
  }

  private static Instant at(@Nullable Channel channel, Situation situation) {
    return channel == null
        ? situation.now
        : Pace.next(
            situation.tried.getOrDefault(channel.id(), List.of()),
            channel.silentUntil(),
            situation.now);
  }
}
