package io.xiaoer.report;

import io.xiaoer.round.Rate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Sums of some rounds; they grow. */
final class Figures {
  private long customers;
  private long served;
  private long rounds;
  private long answered;
  private long inTime;
  private long inThirtySeconds;
  private long unanswered;
  private long waiting;
  private long noAnswerNeeded;
  private long latePushes;
  private long messages;
  private long firstResponses;
  private long firstResponseMicros;
  private long responses;
  private long responseMicros;

  /** A round that a rule counts: what it is, and what of it counts. */
  record Counted(
      Verdict verdict, long weight, boolean isFirst, int messages, long waited, boolean latePush) {}

  private static final long THIRTY_SECONDS = 30_000_000;

  void customer() {
    customers++;
  }

  void served() {
    served++;
  }

  void add(Counted one, long cappedWait) {
    messages += one.messages;
    latePushes += one.latePush ? 1 : 0;
    switch (one.verdict) {
      case IN_TIME, LATE -> {
        rounds += one.weight;
        answered += one.weight;
        inTime += one.verdict == Verdict.IN_TIME ? one.weight : 0;
        inThirtySeconds += one.waited <= THIRTY_SECONDS ? one.weight : 0;
        responses++;
        responseMicros += cappedWait;
        if (one.isFirst) {
          firstResponses++;
          firstResponseMicros += cappedWait;
        }
      }
      case UNANSWERED -> {
        rounds += one.weight;
        unanswered += one.weight;
      }
      case WAITING -> {
        rounds += one.weight;
        waiting += one.weight;
      }
      case NO_ANSWER_NEEDED -> noAnswerNeeded++;
      case LEFT_OUT -> {}
    }
  }

  boolean isEmpty() {
    return customers == 0;
  }

  /** As the API names them, in the order of a table. */
  Map<String, @Nullable Object> fields(Preset preset) {
    long decided = answered + (preset.unansweredIsMissed() ? unanswered : 0);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("customers", customers);
    fields.put("served_customers", served);
    fields.put("rounds", rounds);
    fields.put("answered", answered);
    fields.put("within_threshold", inTime);
    fields.put("rate", part(inTime, decided));
    fields.put("within_30s", inThirtySeconds);
    fields.put("rate_30s", part(inThirtySeconds, decided));
    fields.put("first_response_seconds", average(firstResponseMicros, firstResponses));
    fields.put("response_seconds", average(responseMicros, responses));
    fields.put("unanswered", unanswered + waiting);
    fields.put("missed", decided - inTime);
    fields.put("no_answer_needed", noAnswerNeeded);
    fields.put("late_push", latePushes);
    fields.put("messages", messages);
    if (preset.equals(Preset.WECOM)) {
      fields.put("session_cnt", rounds);
      fields.put("customer_cnt", customers);
      fields.put("customer_msg_cnt", messages);
      fields.put("reply_rate", part(inTime, decided));
      fields.put("first_reply_average_sec", average(firstResponseMicros, firstResponses));
    }
    return fields;
  }

  private static @Nullable Double part(long some, long all) {
    OptionalDouble rate = Rate.of(some, all);
    return rate.isEmpty() ? null : (Double) rate.getAsDouble();
  }

  private static @Nullable Double average(long micros, long count) {
    return count == 0 ? null : Math.round(micros / 100_000.0 / count) / 10.0;
  }
}
