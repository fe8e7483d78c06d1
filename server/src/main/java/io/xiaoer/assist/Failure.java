package io.xiaoer.assist;

import java.util.Locale;

/** Why a model has given no draft. */
enum Failure {
  /** Nobody answers at the address, or the line broke. */
  UNREACHABLE,
  /** The address is one that must not be called. */
  FORBIDDEN_ADDRESS,
  /** No word of it came in time. */
  SLOW,
  /** It went on for too long. */
  ENDLESS,
  /** The key is not believed. */
  UNAUTHORIZED,
  /** The host has had too many questions, or is not paid. */
  THROTTLED,
  /** Another status than 200. */
  REFUSED,
  /** A page, or whatever else is not a stream of events. */
  NOT_A_STREAM,
  /** The stream ended before the model had. */
  CUT,
  TOO_LARGE,
  /** The model has said nothing. */
  EMPTY,
  /** The host has held the text back. */
  FILTERED;

  /** As the API names it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
