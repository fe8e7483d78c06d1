package io.xiaoer.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is wrong with one field or parameter: a word for programs, what is expected in English, and
 * the numbers that a translation of it needs.
 */
public record FieldError(
    String field, String reason, String expected, Map<String, Object> parameters) {

  public FieldError {
    parameters = Map.copyOf(parameters);
  }

  public static FieldError of(String field, String reason, String expected) {
    return new FieldError(field, reason, expected, Map.of());
  }

  public static FieldError missing(String field, String expected) {
    return of(field, "missing", "missing (expected: %s)".formatted(expected));
  }

  public static FieldError blank(String field) {
    return of(field, "blank", "has no visible character");
  }

  public static FieldError unknownShop(String field) {
    return of(field, "unknown_shop", "no such shop");
  }

  public static FieldError unknownCursor() {
    return of("cursor", "unknown_cursor", "not one that this server gave");
  }

  public static FieldError length(String field, int min, int max) {
    return of(field, "length", "%s to %s characters".formatted(min, max))
        .with("min", min)
        .with("max", max);
  }

  public static FieldError tooLong(String field, int max) {
    return of(field, "too_long", "at most %s characters".formatted(max)).with("max", max);
  }

  public static FieldError tooManyBytes(String field, int max) {
    return of(field, "too_many_bytes", "at most %s bytes in UTF-8".formatted(max)).with("max", max);
  }

  public static FieldError tooMany(String field, int max) {
    return of(field, "too_many_entries", "a list of at most %s".formatted(max)).with("max", max);
  }

  public static FieldError outOfRange(String field, long min, long max) {
    return of(field, "out_of_range", "%s to %s".formatted(min, max))
        .with("min", min)
        .with("max", max);
  }

  public static FieldError notOneOf(String field, List<String> allowed) {
    return of(field, "not_one_of", "expected one of " + String.join(", ", allowed))
        .with("allowed", allowed);
  }

  /** {@code expected} is what JSON calls it, with an article: "a string", "an array of strings". */
  public static FieldError wrongJsonType(String field, String expected) {
    return of(field, "wrong_json_type", "expected " + expected).with("expected", expected);
  }

  public static FieldError notAnId(String field) {
    return of(field, "not_an_id", "not an id");
  }

  public static FieldError notADate(String field) {
    return of(field, "not_a_date", "expected a date like 2026-10-01");
  }

  public static FieldError notATime(String field) {
    return of(field, "not_a_time", "expected a time like 2026-11-25T00:00:00Z");
  }

  public static FieldError periodTooLong(String field, int days) {
    return of(field, "period_too_long", "at most %s days".formatted(days)).with("days", days);
  }

  public FieldError with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return new FieldError(field, reason, expected, more);
  }

  /** The same of a field within another one, as {@code phrases[3].}. */
  public FieldError below(String place) {
    return place.isEmpty() ? this : new FieldError(place + field, reason, expected, parameters);
  }

  String sentence() {
    return field + ": " + expected;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("field", field);
    json.put("reason", reason);
    json.putAll(parameters);
    return json;
  }
}
