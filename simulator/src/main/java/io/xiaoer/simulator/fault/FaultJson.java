package io.xiaoer.simulator.fault;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A fault as {@code {"fault":"duplicate","copies":3}}, for the page, the API and scenarios. */
public final class FaultJson {
  private static final int MANY_MAX = 1_000;
  private static final long MILLIS_MAX = 600_000;

  private FaultJson() {}

  /** What was read, or what is wrong with it. */
  public sealed interface Read {
    record Good(Fault fault) implements Read {}

    record Wrong(String why) implements Read {}
  }

  public static ObjectNode write(Fault fault) {
    return switch (fault) {
      case Fault.AcceptThenHangUp() -> named("accept_then_hang_up");
      case Fault.HangUp() -> named("hang_up");
      case Fault.Refuse(int code, String message) ->
          named("refuse").put("errcode", code).put("errmsg", message);
      case Fault.AnswerSlowly(Duration delay) ->
          named("answer_slowly").put("millis", delay.toMillis());
      case Fault.KillTokens() -> named("kill_tokens");
      case Fault.UseUpQuota() -> named("use_up_quota");
      case Fault.NotOnAllowList(int calls) -> named("not_on_allow_list").put("calls", calls);
      case Fault.Duplicate(int copies) -> named("duplicate").put("copies", copies);
      case Fault.LoseAcknowledgement(int times) ->
          named("lose_acknowledgement").put("times", times);
      case Fault.CutConnection(Duration after) ->
          named("cut_connection").put("millis", after.toMillis());
      case Fault.HoldBack(int events) -> named("hold_back").put("events", events);
      case Fault.WrongKey(int pushes) -> named("wrong_key").put("pushes", pushes);
      case Fault.SkewClock(Duration by) -> named("skew_clock").put("seconds", by.toSeconds());
      case Fault.OddTypes() -> named("odd_types");
    };
  }

  public static Read read(JsonNode json) {
    Optional<Long> outside =
        json.values().stream()
            .filter(JsonNode::isIntegralNumber)
            .map(JsonNode::asLong)
            .filter(n -> Math.abs(n) > MILLIS_MAX)
            .findFirst();
    if (outside.isPresent()) {
      return new Read.Wrong(outside.get() + ": more than " + MILLIS_MAX);
    }
    return switch (json.path("fault").asString("")) {
      case "accept_then_hang_up" -> new Read.Good(new Fault.AcceptThenHangUp());
      case "hang_up" -> new Read.Good(new Fault.HangUp());
      case "refuse" ->
          new Read.Good(
              new Fault.Refuse(
                  json.path("errcode").asInt(-1), json.path("errmsg").asString("system error")));
      case "answer_slowly" -> new Read.Good(new Fault.AnswerSlowly(millis(json, 3_000)));
      case "kill_tokens" -> new Read.Good(new Fault.KillTokens());
      case "use_up_quota" -> new Read.Good(new Fault.UseUpQuota());
      case "not_on_allow_list" -> new Read.Good(new Fault.NotOnAllowList(many(json, "calls", 1)));
      case "duplicate" -> new Read.Good(new Fault.Duplicate(many(json, "copies", 3)));
      case "lose_acknowledgement" ->
          new Read.Good(new Fault.LoseAcknowledgement(many(json, "times", 1)));
      case "cut_connection" -> new Read.Good(new Fault.CutConnection(millis(json, 20)));
      case "hold_back" -> new Read.Good(new Fault.HoldBack(many(json, "events", 1)));
      case "wrong_key" -> new Read.Good(new Fault.WrongKey(many(json, "pushes", 1)));
      case "skew_clock" ->
          new Read.Good(
              new Fault.SkewClock(Duration.ofSeconds(json.path("seconds").asLong(-3_600))));
      case "odd_types" -> new Read.Good(new Fault.OddTypes());
      case String unknown -> new Read.Wrong("fault: unknown: " + unknown);
    };
  }

  private static ObjectNode named(String name) {
    return JsonNodeFactory.instance.objectNode().put("fault", name);
  }

  private static Duration millis(JsonNode json, long otherwise) {
    return Duration.ofMillis(Math.max(1, json.path("millis").asLong(otherwise)));
  }

  private static int many(JsonNode json, String name, int otherwise) {
    return Math.clamp(json.path(name).asLong(otherwise), 1, MANY_MAX);
  }
}
