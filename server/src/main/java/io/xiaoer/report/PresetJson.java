package io.xiaoer.report;

import io.xiaoer.api.Characters;
import io.xiaoer.api.FieldError;
import io.xiaoer.hours.Span;
import io.xiaoer.report.Preset.Unit;
import io.xiaoer.report.Preset.Window;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A team's own rule as it is sent. What is wrong is collected, field by field. */
final class PresetJson {
  static final int NAME_CHARS_MAX = 40;
  static final String COUNT = "count";
  static final String IGNORED = "ignored";
  static final String MISSED = "missed";
  static final String LEFT_OUT = "left_out";

  private static final int DAY_SECONDS = 86_400;
  private static final long NO_ID = 0;

  private PresetJson() {}

  static Preset read(JsonNode body, List<FieldError> errors) {
    Duration threshold = duration(body, "threshold_seconds", errors);
    boolean unansweredIsMissed = choice(body, "unanswered", MISSED, LEFT_OUT, errors);
    if (threshold == null && !unansweredIsMissed && errors.isEmpty()) {
      errors.add(
          FieldError.of(
              "unanswered", "always_all", "without a threshold the rate would always be 1"));
    }
    return Preset.own(
        NO_ID,
        name(body, errors),
        unit(body, errors),
        threshold,
        window(body, errors),
        choice(body, "automatic_answers", COUNT, IGNORED, errors),
        unansweredIsMissed,
        duration(body, "cap_seconds", errors),
        choice(body, "nobody_on_duty", MISSED, LEFT_OUT, errors));
  }

  private static String name(JsonNode body, List<FieldError> errors) {
    String name = body.path("name").asString("").strip();
    if (Characters.isInvisible(name)
        || name.codePointCount(0, name.length()) > NAME_CHARS_MAX
        || !Characters.canBeStored(name)
        || name.codePoints().anyMatch(Character::isISOControl)) {
      errors.add(FieldError.length("name", 1, NAME_CHARS_MAX));
    }
    return name;
  }

  private static Unit unit(JsonNode body, List<FieldError> errors) {
    String word = body.path("unit").asString("");
    return Arrays.stream(Unit.values())
        .filter(unit -> unit.word().equals(word))
        .findFirst()
        .orElseGet(() -> {
          errors.add(
              FieldError.notOneOf("unit", Arrays.stream(Unit.values()).map(Unit::word).toList()));
          return Unit.ROUND;
        });
  }

  private static Window window(JsonNode body, List<FieldError> errors) {
    String of = body.path("window_of").asString("");
    Optional<Span> span = Span.parse(body.path("window").asString(""));
    return Window.of(of, span.orElse(null))
        .orElseGet(() -> {
          errors.add(
              of.equals(Window.FIXED)
                  ? FieldError.of("window", "not_a_span", "expected a span like 08:00-23:00")
                  : FieldError.notOneOf(
                      "window_of", List.of(Window.OF_SHOP, Window.FIXED, Window.WHOLE_DAY)));
          return new Window.OfShop();
        });
  }

  private static @Nullable Duration duration(JsonNode body, String field, List<FieldError> errors) {
    JsonNode seconds = body.path(field);
    if (seconds.isMissingNode() || seconds.isNull()) {
      return null;
    }
    if (!seconds.isIntegralNumber()
        || !seconds.canConvertToLong()
        || seconds.asLong() < 1
        || seconds.asLong() > DAY_SECONDS) {
      errors.add(FieldError.outOfRange(field, 1, DAY_SECONDS));
      return null;
    }
    return Duration.ofSeconds(seconds.asLong());
  }

  /** Whether it is the first of two words. */
  private static boolean choice(
      JsonNode body, String field, String yes, String no, List<FieldError> errors) {
    String word = body.path(field).asString("");
    if (!word.equals(yes) && !word.equals(no)) {
      errors.add(FieldError.notOneOf(field, List.of(yes, no)));
    }
    return word.equals(yes);
  }
}
