package io.xiaoer.assist;

import io.xiaoer.assist.Completion.Failed;
import io.xiaoer.assist.Completion.Whole;
import io.xiaoer.assist.Replay.Played;
import io.xiaoer.assist.Replay.State;
import io.xiaoer.assist.ReplayTable.Settled;
import io.xiaoer.assist.Talk.Speaker;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Gives the rounds of a replay to the model, one after the other, on the node that holds the lease.
 * It sends nothing to anybody else. After a crash it goes on with the round that is not decided.
 */
final class ReplayPlayer {
  /** What is kept of a customer for no longer than messages are kept at least. */
  static final Duration KEPT = Duration.ofDays(30);

  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  /** The model is away, and each try costs half a minute. */
  private static final int FAILURES_MAX = 5;

  private final Database database;
  private final Drafter drafter;
  private final Talks talks;
  private final ModelClient client;
  private final Conversations conversations;
  private final Lease lease;
  private final InstantSource clock;
  private final WakeUp changed = new WakeUp();

  /** In a row; the thread's own. */
  private int failures;

  ReplayPlayer(
      Database database,
      Drafter drafter,
      Talks talks,
      ModelClient client,
      Conversations conversations,
      Lease lease,
      NodeSignals signals,
      InstantSource clock) {
    this.database = database;
    this.drafter = drafter;
    this.talks = talks;
    this.client = client;
    this.conversations = conversations;
    this.lease = lease;
    this.clock = clock;
    signals.onRing(Topic.ASSISTANT, _ -> changed.raise());
  }

  /** What the worker does again and again. */
  void step() throws InterruptedException {
    if (!lease.held()) {
      lease.await(IDLE);
      return;
    }
    Optional<Replay> running = database.read(ReplayTable::running);
    if (running.isEmpty()) {
      failures = 0;
      removeOld();
      changed.await(IDLE);
      return;
    }
    Replay replay = running.get();
    Optional<Played> next = database.read(jdbc -> ReplayTable.waiting(jdbc, replay.id()));
    Optional<Model> model = drafter.model();
    if (next.isEmpty()) {
      end(replay, State.DONE, "");
    } else if (model.isEmpty()) {
      end(replay, State.BROKEN, "drafts_off");
    } else {
      play(replay, next.get(), model.get());
    }
  }

  private void play(Replay replay, Played round, Model model) throws InterruptedException {
    Settled settled = settled(replay, round, model);
    database.write(jdbc -> {
      lease.check(jdbc);
      ReplayTable.settle(jdbc, round.id(), settled);
      return true;
    });
    if (settled.outcome().equals(Played.DRAFTED) || settled.outcome().equals(Played.GONE)) {
      failures = 0;
      return;
    }
    failures++;
    if (failures >= FAILURES_MAX) {
      end(replay, State.BROKEN, settled.outcome());
    } else {
      changed.await(AFTER_FAILURE);
    }
  }

  private Settled settled(Replay replay, Played round, Model model) {
    Optional<Conversation> conversation = conversations.find(round.conversationId());
    if (conversation.isEmpty()) {
      return Settled.without(Played.GONE);
    }
    Talk talk = talks.readBefore(conversation.get(), replay.byName(), round.answerId());
    if (talk.lines().stream()
        .noneMatch(line -> line.speaker() == Speaker.CUSTOMER && !line.text().isEmpty())) {
      return Settled.without(Played.GONE);
    }
    Prompt prompt = Prompt.draft(talk);
    long began = System.nanoTime();
    ModelClient.Counted counted =
        client.askAndCount(model, prompt.said(), Drafter.TOKENS_MAX, _ -> true);
    long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
    return switch (counted.completion()) {
      case Whole(String text, Duration firstWord) -> {
        List<Promise> promises =
            PromiseCheck.check(prompt.mask().restore(text.strip()), talk.facts());
        yield new Settled(
            Played.DRAFTED,
            text.strip(),
            json(promises, prompt.mask()),
            promises.size(),
            firstWord.toMillis(),
            took,
            counted.usage());
      }
      case Failed(Failure why, int _, String _) -> Settled.without(why.word());
      case Completion.Stopped() -> throw new IllegalStateException("nobody stops it");
    };
  }

  private static String json(List<Promise> promises, Mask mask) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Promise promise : promises) {
      json.addObject().put("kind", promise.kind().word()).put("text", mask.hide(promise.text()));
    }
    return JsonMapper.shared().writeValueAsString(json);
  }

  private void end(Replay replay, State state, String reason) {
    database.write(jdbc -> {
      lease.check(jdbc);
      ReplayTable.end(jdbc, replay.id(), state, reason, clock.instant());
      return true;
    });
  }

  private void removeOld() {
    List<Long> old =
        database.read(jdbc -> ReplayTable.begunBefore(jdbc, clock.instant().minus(KEPT)));
    if (!old.isEmpty()) {
      database.write(jdbc -> {
        lease.check(jdbc);
        old.forEach(id -> ReplayTable.remove(jdbc, id));
        return true;
      });
    }
  }
}
