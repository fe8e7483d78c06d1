package io.xiaoer.simulator.fault;

import io.xiaoer.simulator.error.ApiError;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A fault as {@code {"fault":"duplicate","copies":3}}, for the page, the API and scenarios; with
 * {@code count} or {@code for_seconds} it strikes more than once.
 */
public final class FaultJson {
  private static final int MANY_MAX = 1_000;
  private static final long MILLIS_MAX = 600_000;
  private static final long SKEW_SECONDS_MAX = 30 * 86_400L;
  private static final double FOR_SECONDS_MAX = 7 * 86_400D;
  private static final int MEGABYTES_MAX = 2_048;
  private static final int REPLACED_CHARS_MAX = 10_000;
  private static final Set<Integer> GONE = Set.of(404, 410, 200);
  private static final Pattern CONTENT_TYPE =
      Pattern.compile("[\\w.+-]{1,60}/[\\w.+-]{1,60}(; ?charset=[\\w-]{1,20})?");

  private FaultJson() {}

  /** What was read, or what is wrong with it. */
  public sealed interface Read {
    record Good(FaultOrder order) implements Read {}

    record Wrong(String why) implements Read {}
  }

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final String line;

    Refused(String key, String mend) {
      this.line = key + ": " + mend;
    }
  }

  public static ObjectNode write(Faults.Waiting waiting) {
    ObjectNode node = write(waiting.fault());
    return switch (waiting) {
      case Faults.Waiting.Times(Fault fault, int left) -> node.put("count", left);
      case Faults.Waiting.Until(Fault fault, var end) -> node.put("until", end.toString());
    };
  }

  private static ObjectNode write(Fault fault) {
    return switch (fault) {
      case Fault.AcceptThenHangUp() -> named("accept_then_hang_up");
      case Fault.HangUp() -> named("hang_up");
      case Fault.Refuse(int code, String message) ->
          named("refuse").put("errcode", code).put("errmsg", message);
      case Fault.AnswerSlowly(Duration delay) ->
          named("answer_slowly").put("millis", delay.toMillis());
      case Fault.KillTokens() -> named("kill_tokens");
      case Fault.UseUpQuota() -> named("use_up_quota");
      case Fault.NotOnAllowList() -> named("not_on_allow_list");
      case Fault.Forbid() -> named("forbid");
      case Fault.Duplicate(int copies) -> named("duplicate").put("copies", copies);
      case Fault.LoseAcknowledgement(int times) ->
          named("lose_acknowledgement").put("times", times);
      case Fault.CutConnection(Duration after) ->
          named("cut_connection").put("millis", after.toMillis());
      case Fault.HoldBack(int events) -> named("hold_back").put("events", events);
      case Fault.WrongKey(int pushes) -> named("wrong_key").put("pushes", pushes);
      case Fault.SkewClock(Duration by) -> named("skew_clock").put("seconds", by.toSeconds());
      case Fault.OddTypes() -> named("odd_types");
      case Fault.MediaGone(int status) -> named("media_gone").put("status", status);
      case Fault.ReplaceMedia(String type, String body, boolean named) ->
          named("replace_media").put("content_type", type).put("body", body).put("named", named);
      case Fault.SlowMedia(Duration spread) -> named("slow_media").put("millis", spread.toMillis());
      case Fault.CutMedia() -> named("cut_media");
      case Fault.WrongMediaType(String type) -> named("wrong_media_type").put("content_type", type);
      case Fault.OversizedMedia(int megabytes) ->
          named("oversized_media").put("megabytes", megabytes);
      case Fault.RedirectMedia(String location) ->
          named("redirect_media").put("location", location);
    };
  }

  /**
   * Reads an order.
   *
   * @param around keys that stand beside the fault's own and are not its business
   */
  public static Read read(JsonNode json, String... around) {
    try {
      Fault fault = fault(json);
      Set<String> known = new TreeSet<>(write(fault).propertyNames());
      known.add("count");
      known.add("for_seconds");
      known.addAll(Arrays.asList(around));
      for (String name : json.propertyNames()) {
        if (!known.contains(name)) {
          throw new Refused(name, "unknown key (expected: " + String.join(", ", known) + ")");
        }
      }
      return new Read.Good(new FaultOrder(fault, extent(json, fault)));
    } catch (Refused e) {
      return new Read.Wrong(e.line);
    }
  }

  private static Fault fault(JsonNode json) throws Refused {
    return switch (json.path("fault").asString("")) {
      case "accept_then_hang_up" -> new Fault.AcceptThenHangUp();
      case "hang_up" -> new Fault.HangUp();
      case "refuse" -> refuse(json);
      case "answer_slowly" -> new Fault.AnswerSlowly(millis(json, 3_000));
      case "kill_tokens" -> new Fault.KillTokens();
      case "use_up_quota" -> new Fault.UseUpQuota();
      case "not_on_allow_list" -> new Fault.NotOnAllowList();
      case "forbid" -> new Fault.Forbid();
      case "duplicate" -> new Fault.Duplicate(many(json, "copies", 3));
      case "lose_acknowledgement" -> new Fault.LoseAcknowledgement(many(json, "times", 1));
      case "cut_connection" -> new Fault.CutConnection(millis(json, 20));
      case "hold_back" -> new Fault.HoldBack(many(json, "events", 1));
      case "wrong_key" -> new Fault.WrongKey(many(json, "pushes", 1));
      case "skew_clock" ->
          new Fault.SkewClock(
              Duration.ofSeconds(
                  whole(json, "seconds", -3_600, -SKEW_SECONDS_MAX, SKEW_SECONDS_MAX)));
      case "odd_types" -> new Fault.OddTypes();
      case "media_gone" -> gone(json);
      case "replace_media" -> replaced(json);
      case "slow_media" -> new Fault.SlowMedia(millis(json, 3_000));
      case "cut_media" -> new Fault.CutMedia();
      case "wrong_media_type" -> wrongType(json);
      case "oversized_media" ->
          new Fault.OversizedMedia((int) whole(json, "megabytes", 40, 1, MEGABYTES_MAX));
      case "redirect_media" -> redirect(json);
      case String unknown -> throw new Refused("fault", "unknown: " + unknown);
    };
  }

  /** A published code brings its published words; any other needs words with it. */
  private static Fault refuse(JsonNode json) throws Refused {
    int code = (int) whole(json, "errcode", ApiError.BUSY.code(), Integer.MIN_VALUE, 99_999_999);
    String published = ApiError.of(code).map(ApiError::message).orElse("");
    String message = json.path("errmsg").asString(published);
    if (code == 0 || message.isEmpty()) {
      throw new Refused(
          code == 0 ? "errcode" : "errmsg",
          code == 0 ? "0 is success" : "missing (expected: words for a code that has none here)");
    }
    return new Fault.Refuse(code, message);
  }

  private static Fault gone(JsonNode json) throws Refused {
    int status = (int) whole(json, "status", 404, 0, 999);
    if (!GONE.contains(status)) {
      throw new Refused("status", status + " (expected: 404, 410, or 200 for an error in JSON)");
    }
    return new Fault.MediaGone(status);
  }

  private static Fault wrongType(JsonNode json) throws Refused {
    return new Fault.WrongMediaType(contentType(json, "text/html"));
  }

  private static Fault replaced(JsonNode json) throws Refused {
    String body = json.path("body").asString("{\"errcode\":0,\"errmsg\":\"ok\"}");
    if (body.length() > REPLACED_CHARS_MAX) {
      throw new Refused(
          "body", body.length() + " characters (expected: at most " + REPLACED_CHARS_MAX + ")");
    }
    return new Fault.ReplaceMedia(
        contentType(json, "application/json"), body, json.path("named").asBoolean(false));
  }

  private static String contentType(JsonNode json, String otherwise) throws Refused {
    String type = json.path("content_type").asString(otherwise);
    if (!CONTENT_TYPE.matcher(type).matches()) {
      throw new Refused("content_type", "expected: such as text/html");
    }
    return type;
  }

  private static Fault redirect(JsonNode json) throws Refused {
    String location = json.path("location").asString("");
    if (!location.isEmpty() && !location.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new Refused("location", "has spaces or other signs (expected: an address)");
    }
    return new Fault.RedirectMedia(location);
  }

  private static Extent extent(JsonNode json, Fault fault) throws Refused {
    if (json.has("count") && json.has("for_seconds")) {
      throw new Refused("for_seconds", "beside count (expected: one of them)");
    }
    if (json.has("for_seconds")) {
      JsonNode seconds = json.path("for_seconds");
      double value = seconds.isNumber() ? seconds.asDouble() : 0;
      if (!(value > 0) || value > FOR_SECONDS_MAX) {
        throw new Refused("for_seconds", seconds.asString("?") + " (expected: above 0, to a week)");
      }
      return new Extent.For(Duration.ofMillis(Math.max(1, Math.round(value * 1_000))));
    }
    if (json.has("count") && fault instanceof Fault.UseUpQuota) {
      throw new Refused(
          "count", "the quota stays used up until midnight (expected: nothing, or for_seconds)");
    }
    return new Extent.Times(many(json, "count", 1));
  }

  private static ObjectNode named(String name) {
    return JsonNodeFactory.instance.objectNode().put("fault", name);
  }

  private static Duration millis(JsonNode json, long otherwise) throws Refused {
    return Duration.ofMillis(whole(json, "millis", otherwise, 1, MILLIS_MAX));
  }

  private static int many(JsonNode json, String name, int otherwise) throws Refused {
    return (int) whole(json, name, otherwise, 1, MANY_MAX);
  }

  private static long whole(JsonNode json, String name, long otherwise, long min, long max)
      throws Refused {
    JsonNode value = json.path(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.canConvertToLong()
        || !value.isIntegralNumber()
        || value.asLong() < min
        || value.asLong() > max) {
      throw new Refused(
          name, value.asString("?") + " (expected: a whole number, " + min + " to " + max + ")");
    }
    return value.asLong();
  }
}
