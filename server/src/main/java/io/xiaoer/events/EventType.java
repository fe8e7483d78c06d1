package io.xiaoer.events;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.log.LogEntry;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What kind of entry a reader asks for. */
enum EventType {
  /** A customer's message. */
  MESSAGE_RECEIVED("message.received"),
  /** Whatever the platform pushed, a customer's message too. */
  EVENT_RECEIVED("event.received");

  private final String word;

  EventType(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  /** The narrowest one. */
  static EventType of(LogEntry entry) {
    return entry.isMessage() ? MESSAGE_RECEIVED : EVENT_RECEIVED;
  }

  /** Separated by commas; an empty list asks for all. */
  static Set<EventType> read(String types) {
    Set<EventType> read = EnumSet.noneOf(EventType.class);
    if (types.isEmpty()) {
      return EnumSet.of(EVENT_RECEIVED);
    }
    for (String word : types.split(",", -1)) {
      Optional<EventType> type =
          Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
      read.add(
          type.orElseThrow(() -> ApiProblem.badRequest(FieldError.notOneOf("types", words()))));
    }
    return read;
  }

  static boolean isAmong(Set<EventType> wanted, LogEntry entry) {
    return wanted.contains(EVENT_RECEIVED) || wanted.contains(of(entry));
  }

  private static List<String> words() {
    return Arrays.stream(values()).map(EventType::word).toList();
  }
}
