package io.xiaoer.assist;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.assist.Talk.Speaker;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.secret.Seal;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has answers drafted, one's own lines merged, and conversations summarized for a colleague. */
final class Drafter {
  private static final Logger log = LoggerFactory.getLogger(Drafter.class);
  private static final String DRAFTS = "xiaoer.assist.drafts";
  private static final String OUTCOME = "outcome";
  private static final String TASK = "task";

  /** A message of eighty characters, and what a model needs to think. */
  static final int TOKENS_MAX = 800;

  /** The field that it is written into takes no more. */
  private static final int SUMMARY_CHARS_MAX = 500;

  private static final String STALE = "stale";

  private final Database database;
  private final Talks talks;
  private final ModelClient client;
  private final OfferedDrafts offered;
  private final Seal seal;
  private final InstantSource clock;
  private final MeterRegistry registry;

  /** The newest question of a person about a conversation stops the one before of its kind. */
  private final ConcurrentHashMap<Asked, AtomicBoolean> underway = new ConcurrentHashMap<>();

  Drafter(
      Database database,
      Talks talks,
      ModelClient client,
      OfferedDrafts offered,
      Seal seal,
      InstantSource clock,
      MeterRegistry registry) {
    this.database = database;
    this.talks = talks;
    this.client = client;
    this.offered = offered;
    this.seal = seal;
    this.clock = clock;
    this.registry = registry;
  }

  private record Asked(long conversationId, String by, Class<? extends Task> kind) {}

  /** Takes a draft as it comes; false when nobody listens any more. */
  interface Listener {
    boolean delta(String text);

    /**
     * The whole of it, with what somebody has to look at.
     *
     * @param id that whoever sends it names; null for what is not a draft
     */
    void done(String text, List<Promise> promises, @Nullable String id);

    /** There is none after all; what came of it is to be thrown away. */
    void failed(String why);
  }

  /** A draft that can be made. */
  final class Ready {
    private final Conversation conversation;
    private final String by;
    private final Task task;
    private final Model model;
    private final LocalDate day;
    private final Talk talk;
    private final long place;
    private final UnaryOperator<String> shown;

    private Ready(
        Conversation conversation,
        String by,
        Task task,
        Model model,
        LocalDate day,
        Talk talk,
        long place,
        UnaryOperator<String> shown) {
      this.conversation = conversation;
      this.by = by;
      this.task = task;
      this.model = model;
      this.day = day;
      this.talk = talk;
      this.place = place;
      this.shown = shown;
    }

    /** Returns when it is over. */
    void write(Listener listener) {
      Asked asked = new Asked(conversation.id(), by, task.getClass());
      AtomicBoolean stopped = new AtomicBoolean();
      AtomicBoolean before = underway.put(asked, stopped);
      if (before != null) {
        before.set(true);
      }
      try {
        count(task, write(listener, stopped));
      } finally {
        underway.remove(asked, stopped);
      }
    }

    private String write(Listener listener, AtomicBoolean stopped) {
      Prompt prompt = Prompt.of(talk, task, shown);
      Mask.Restoring restoring = prompt.mask().restoring();
      StringBuilder text = new StringBuilder();
      Completion completion =
          client.ask(
              model,
              prompt.said(),
              TOKENS_MAX,
              piece -> !stopped.get() && pass(restoring.pass(piece), text, listener));
      return switch (completion) {
        case Completion.Stopped() -> "stopped";
        case Completion.Failed(Failure why, int status, String _) -> {
          log.warn(
              "assist: no {} for conversation {} from {}: {}, status {}",
              task.word(),
              conversation.id(),
              Model.host(model.base()),
              why.word(),
              status);
          listener.failed(why.word());
          yield why.word();
        }
        case Completion.Whole _ -> {
          pass(restoring.end(), text, listener);
          yield end(text.toString().strip(), listener);
        }
      };
    }

    private static boolean pass(String words, StringBuilder text, Listener listener) {
      text.append(words);
      return words.isEmpty() || listener.delta(words);
    }

    private String end(String text, Listener listener) {
      if (talks.place(conversation.id()) != place) {
        listener.failed(STALE);
        return STALE;
      }
      database.write(jdbc -> {
        switch (task) {
          case Task.Draft() -> DraftCounts.offered(jdbc, day, by);
          case Task.Merge _ -> DraftCounts.merged(jdbc, day, by);
          case Task.Summary() -> DraftCounts.summarized(jdbc, day, by);
        }
        return true;
      });
      switch (task) {
        case Task.Draft() ->
            listener.done(
                text,
                PromiseCheck.check(text, talk.facts()),
                offered.add(new OfferedDrafts.Offered(conversation.id(), by, day, text)));
        case Task.Merge(List<String> lines) ->
            listener.done(text, PromiseCheck.check(text, talk.facts().alsoSaid(lines)), null);
        case Task.Summary() ->
            listener.done(Prompt.cut(text, SUMMARY_CHARS_MAX - 1), List.of(), null);
      }
      return "offered";
    }
  }

  /** Refuses where nothing can be written. The day's limit is used by this. */
  Ready begin(Conversation conversation, String by, Task task, UnaryOperator<String> shown) {
    Model model =
        model()
            .orElseThrow(
                () -> ApiProblem.conflict("drafts_off", "No language model is set up for drafts."));
    long place = talks.place(conversation.id());
    Talk talk = talks.read(conversation, by);
    if (!(task instanceof Task.Merge)
        && talk.lines().stream().noneMatch(line -> line.speaker() == Speaker.CUSTOMER)) {
      throw ApiProblem.conflict("nothing_to_draft", "The customer has written nothing yet.");
    }
    LocalDate day = DraftCounts.day(clock.instant());
    database.write(jdbc -> {
      int max = AssistantSettings.read(jdbc).dailyLimit();
      if (!DraftCounts.ask(jdbc, day, by, max)) {
        throw ApiProblem.conflict(
                "drafts_used_up", "The drafts of today are used up: %s.".formatted(max))
            .with("max", max);
      }
      return true;
    });
    return new Ready(conversation, by, task, model, day, talk, place, shown);
  }

  /** The one that drafts; empty when none does. */
  Optional<Model> model() {
    return database.read(jdbc -> {
      AssistantSettings settings = AssistantSettings.read(jdbc);
      return settings.enabled()
          ? settings.withKey(AssistantSettings.key(jdbc, seal))
          : Optional.empty();
    });
  }

  private void count(Task task, String outcome) {
    Counter.builder(DRAFTS)
        .description("drafts that a language model was asked for, by what came of them")
        .tag(TASK, task.word())
        .tag(OUTCOME, outcome)
        .register(registry)
        .increment();
  }
}
