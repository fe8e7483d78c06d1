package io.xiaoer.webhook;

import io.xiaoer.cloudevent.EventFeed.Place;
import io.xiaoer.cloudevent.EventKind;
import io.xiaoer.shop.ShopScope;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An address and what it is sent.
 *
 * @param ordered one event of a customer after the other
 * @param reason why it is not active
 * @param failures calls in a row that failed
 * @param failingSince no call has succeeded since then
 * @param probeAt while it fails, when the next call is made
 * @param logSeq up to here the log is taken up
 * @param eventSeq up to here the events of conversations are
 */
record Webhook(
    long id,
    URI url,
    Set<EventKind> types,
    ShopScope shops,
    boolean ordered,
    State state,
    @Nullable Reason reason,
    int failures,
    @Nullable Instant failingSince,
    @Nullable Instant probeAt,
    long logSeq,
    long eventSeq,
    Instant createdAt,
    String createdBy) {

  /** Whether it is sent anything. */
  enum State {
    ACTIVE,
    /** Events are kept for it. One that fails is tried again now and then. */
    PAUSED,
    /** Nothing is sent, and nothing taken up, until a person resumes it. */
    DISABLED
  }

  /** Why it is not active. */
  enum Reason {
    /** A person paused it. */
    PERSON,
    /** Its calls fail. */
    FAILING,
    /** It answered that it is gone. */
    GONE,
    /** Its secret was sealed with another key than the installation has now. */
    SECRET,
    /** It had been sent things since the backup was taken that was brought back. */
    RESTORED
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  boolean isAsked() {
    return state == State.ACTIVE || (state == State.PAUSED && reason == Reason.FAILING);
  }

  Place place() {
    return new Place(logSeq, eventSeq);
  }

  @Override
  public String toString() {
    return "Webhook[" + id + "]";
  }
}
