package io.xiaoer.assist;

import io.xiaoer.outbound.Answer.Answered;
import io.xiaoer.outbound.Answer.Trouble;
import io.xiaoer.outbound.Streamed;
import io.xiaoer.outbound.StreamedCalls;
import io.xiaoer.outbound.StreamedCalls.Heard;
import io.xiaoer.outbound.StreamedCalls.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a model by the {@code /chat/completions} of OpenAI, as far as every host that calls itself
 * compatible has it: messages in, a stream of pieces out.
 */
final class ModelClient {
  static final Limits LIMITS =
      new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), 512 << 10);

  /** More than a message to a customer can hold. */
  static final int CHARS_MAX = 4_000;

  /** Near to what is given: a draft is no poem. */
  private static final double TEMPERATURE = 0.2;

  /** Statuses of hosts that refuse what they do not know. */
  private static final Set<Integer> NOT_UNDERSTOOD = Set.of(400, 422);

  private final StreamedCalls calls;
  private final Limits limits;

  ModelClient(StreamedCalls calls, Limits limits) {
    this.calls = calls;
    this.limits = limits;
  }

  /** Takes the answer as it comes. */
  @FunctionalInterface
  interface Taker {
    /** False when no more is wanted. */
    boolean take(String piece);
  }

  Completion ask(Model model, List<Said> said, int tokensMax, Taker taker) {
    return ask(model, body(model, said, tokensMax), new Reading(taker, false));
  }

  /**
   * An answer with what it took.
   *
   * @param usage null where the host does not say
   */
  record Counted(Completion completion, @Nullable Usage usage) {}

  /** The same, and asks the host how many tokens it was; some do not know the question. */
  Counted askAndCount(Model model, List<Said> said, int tokensMax, Taker taker) {
    ObjectNode body = body(model, said, tokensMax);
    body.putObject("stream_options").put("include_usage", true);
    Reading reading = new Reading(taker, true);
    Completion completion = ask(model, body, reading);
    return completion instanceof Completion.Failed(Failure why, int status, String _)
            && why == Failure.REFUSED
            && NOT_UNDERSTOOD.contains(status)
        ? new Counted(ask(model, said, tokensMax, taker), null)
        : new Counted(completion, reading.usage);
  }

  private Completion ask(Model model, ObjectNode body, Reading reading) {
    Map<String, String> headers =
        model.key() == null ? Map.of() : Map.of("Authorization", "Bearer " + model.key());
    Streamed streamed =
        calls.post(
            model.completions(),
            headers,
            JsonMapper.shared().writeValueAsString(body),
            limits,
            reading::hear);
    if (reading.isOver()) {
      return reading.completion(model); // Whatever became of the line behind it.
    }
    return switch (streamed) {
      case Streamed.Lines(boolean _) -> reading.completion(model);
      case Streamed.Other(Answered answered, String _) -> refused(answered, model);
      case Streamed.TooLarge() -> failed(Failure.TOO_LARGE);
      case Streamed.Late(boolean begun) -> failed(begun ? Failure.ENDLESS : Failure.SLOW);
      case Streamed.None(Trouble trouble) -> none(trouble, reading);
    };
  }

  private static ObjectNode body(Model model, List<Said> said, int tokensMax) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", model.name());
    ArrayNode messages = body.putArray("messages");
    for (Said one : said) {
      messages.addObject().put("role", one.role().word()).put("content", one.text());
    }
    body.put("temperature", TEMPERATURE).put("max_tokens", tokensMax).put("stream", true);
    return body;
  }

  private static Completion refused(Answered answered, Model model) {
    Failure why =
        switch (answered.status()) {
          case 200 -> Failure.NOT_A_STREAM;
          case 401, 403 -> Failure.UNAUTHORIZED;
          case 402, 429 -> Failure.THROTTLED;
          default -> Failure.REFUSED;
        };
    return new Completion.Failed(why, answered.status(), shown(answered.body(), model));
  }

  private static Completion none(Trouble trouble, Reading reading) {
    Failure why =
        switch (trouble) {
          case FORBIDDEN_ADDRESS -> Failure.FORBIDDEN_ADDRESS;
          case TIMEOUT -> reading.hasBegun() ? Failure.CUT : Failure.SLOW;
          case UNKNOWN_HOST, UNREACHABLE, TLS -> Failure.UNREACHABLE;
          case BROKEN -> reading.hasBegun() ? Failure.CUT : Failure.UNREACHABLE;
        };
    return new Completion.Failed(why, 0, trouble.word());
  }

  private static Completion failed(Failure why) {
    return new Completion.Failed(why, 0, "");
  }

  /** The beginning of it; some hosts repeat the key that they do not know. */
  private static String shown(String said, Model model) {
    String key = model.key();
    String without = key == null || key.isEmpty() ? said : said.replace(key, "…");
    return new Answered(0, Duration.ZERO, without, null).beginning();
  }

  /** One answer while it comes. */
  private static final class Reading {
    private final Taker taker;
    private final Thinking thinking = new Thinking();
    private final StringBuilder text = new StringBuilder();
    private final long began = System.nanoTime();
    private @Nullable Duration firstWord;
    private @Nullable String finished;
    private @Nullable String error;
    private boolean stopped;
    private boolean tooLong;

    /** The host says how many tokens it was behind the end of the answer. */
    private final boolean counts;

    private @Nullable Usage usage;

    Reading(Taker taker, boolean counts) {
      this.taker = taker;
      this.counts = counts;
    }

    boolean isOver() {
      return finished != null;
    }

    boolean hasBegun() {
      return firstWord != null;
    }

    Heard hear(String line) {
      if (counts) {
        usage = Usage.in(line).orElse(usage);
        if (isOver()) {
          return usage == null && !line.contains(Chunk.END) ? Heard.SOMETHING : Heard.ENOUGH;
        }
      }
      return switch (Chunk.read(line)) {
        case Chunk.Nothing() -> Heard.NOTHING;
        case Chunk.Thought() -> Heard.SOMETHING;
        case Chunk.Words(String words, String reason) -> {
          Heard heard = take(thinking.pass(words));
          yield reason.isEmpty() || heard == Heard.ENOUGH ? heard : finish(reason);
        }
        case Chunk.Finished(String reason) -> finish(reason);
        case Chunk.Trouble(String said) -> {
          error = said;
          yield Heard.ENOUGH;
        }
      };
    }

    private Heard finish(String reason) {
      finished = reason;
      take(thinking.end());
      return counts && usage == null && !tooLong ? Heard.SOMETHING : Heard.ENOUGH;
    }

    private Heard take(String piece) {
      if (piece.isEmpty()) {
        return Heard.SOMETHING;
      }
      if (firstWord == null) {
        firstWord = Duration.ofNanos(System.nanoTime() - began);
      }
      text.append(piece);
      tooLong = text.length() > CHARS_MAX;
      stopped = !tooLong && !taker.take(piece);
      return stopped || tooLong ? Heard.ENOUGH : Heard.SOMETHING;
    }

    Completion completion(Model model) {
      if (error != null) {
        return new Completion.Failed(Failure.REFUSED, 200, shown(error, model));
      }
      if (stopped) {
        return new Completion.Stopped();
      }
      if (tooLong) {
        return failed(Failure.TOO_LARGE);
      }
      if (finished == null) {
        return failed(Failure.CUT);
      }
      if (finished.equals("content_filter")) {
        return failed(Failure.FILTERED);
      }
      return firstWord == null || text.toString().isBlank()
          ? failed(Failure.EMPTY)
          : new Completion.Whole(text.toString(), firstWord);
    }
  }
}
