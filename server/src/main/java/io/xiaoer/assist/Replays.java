package io.xiaoer.assist;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.assist.Replay.Played;
import io.xiaoer.assist.Replay.State;
import io.xiaoer.assist.Replay.Verdict;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.round.PastRounds;
import io.xiaoer.round.PastRounds.Answered;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Replays: what one would cost, beginning and stopping it, and what people say of its drafts. */
final class Replays {
  static final int ROUNDS_MAX = 500;
  static final int DAYS_MAX = 90;
  private static final int SHOWN_MAX = 20;

  /** Of so many the wanted ones are taken, evenly. */
  private static final int LOOKED_AT_MAX = 5_000;

  private final Database database;
  private final Drafter drafter;
  private final NodeSignals signals;
  private final InstantSource clock;

  Replays(Database database, Drafter drafter, NodeSignals signals, InstantSource clock) {
    this.database = database;
    this.drafter = drafter;
    this.signals = signals;
    this.clock = clock;
  }

  /**
   * What is to be played.
   *
   * @param days how far back
   * @param count rounds at most; each is one call of the model
   */
  record Wish(ShopId shop, int days, int count) {}

  /**
   * What a replay would do.
   *
   * @param available rounds that a person has answered by a text, 5 000 at most
   * @param calls of the model
   */
  record Plan(int available, int calls, String host, String model) {}

  Plan plan(Wish wish) {
    Model model = model();
    int available = database.read(jdbc -> answered(jdbc, wish)).size();
    return new Plan(
        available, Math.min(available, wish.count), Model.host(model.base()), model.name());
  }

  private Model model() {
    return drafter
        .model()
        .orElseThrow(
            () -> ApiProblem.conflict("drafts_off", "No language model is set up for drafts."));
  }

  private List<Answered> answered(JdbcClient jdbc, Wish wish) {
    Instant now = clock.instant();
    return PastRounds.answered(
        jdbc, wish.shop, now.minus(Duration.ofDays(wish.days)), now, LOOKED_AT_MAX);
  }

  Replay begin(Wish wish, String by) {
    Model model = model();
    Instant now = clock.instant();
    Replay begun =
        database.write(jdbc -> {
          if (ReplayTable.running(jdbc).isPresent()) {
            throw ApiProblem.conflict(
                "replay_running", "A replay is running. Wait for its end, or stop it.");
          }
          List<Answered> rounds = evenly(answered(jdbc, wish), wish.count);
          if (rounds.isEmpty()) {
            throw ApiProblem.conflict(
                "nothing_to_replay", "Nobody has answered by a text in this time.");
          }
          long id =
              ReplayTable.begin(
                  jdbc,
                  new ReplayTable.New(
                      wish.shop.value(),
                      wish.days,
                      Model.host(model.base()),
                      model.name(),
                      by,
                      now),
                  rounds);
          Audit.note(
              jdbc,
              now,
              by,
              AuditAction.ASSISTANT_REPLAYED,
              "shop " + wish.shop.value(),
              "%s rounds · %s · %s"
                  .formatted(rounds.size(), model.name(), Model.host(model.base())));
          return ReplayTable.find(jdbc, id).orElseThrow();
        });
    signals.ring(Topic.ASSISTANT);
    return begun;
  }

  /** So many of them, as far apart as they may be. */
  static <T> List<T> evenly(List<T> all, int count) {
    if (all.size() <= count) {
      return all;
    }
    List<T> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(all.get((int) ((long) i * all.size() / count)));
    }
    return some;
  }

  /** What is being asked at this moment is still settled. */
  void stop(long id) {
    database.write(jdbc -> {
      ReplayTable.end(jdbc, id, State.STOPPED, "", clock.instant());
      return true;
    });
    signals.ring(Topic.ASSISTANT);
  }

  Optional<Replay> find(long id) {
    return database.read(jdbc -> ReplayTable.find(jdbc, id));
  }

  /** A replay with what it says by now. */
  record Reported(Replay replay, ReplayReport report) {}

  Optional<Reported> report(long id) {
    return database.read(jdbc -> ReplayTable.find(jdbc, id).map(one -> reported(jdbc, one)));
  }

  /** The newest ones. */
  List<Reported> all(ShopScope shops) {
    return database.read(jdbc ->
        ReplayTable.all(jdbc, shops, SHOWN_MAX).stream().map(one -> reported(jdbc, one)).toList());
  }

  private static Reported reported(JdbcClient jdbc, Replay replay) {
    return new Reported(replay, ReplayReport.of(ReplayTable.rounds(jdbc, replay.id())));
  }

  List<Played> drafted(long id, long after, boolean open, int limit) {
    return database.read(jdbc -> ReplayTable.drafted(jdbc, id, after, open, limit));
  }

  boolean judge(long id, long round, @Nullable Verdict verdict, String by) {
    return database.write(jdbc -> ReplayTable.judge(jdbc, id, round, verdict, by));
  }

  /** False while it is running. */
  boolean remove(long id) {
    return database.write(jdbc -> {
      boolean ended =
          ReplayTable.find(jdbc, id).filter(one -> one.state() != State.RUNNING).isPresent();
      if (ended) {
        ReplayTable.remove(jdbc, id);
      }
      return ended;
    });
  }
}
