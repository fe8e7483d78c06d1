package io.xiaoer.send;

import io.xiaoer.conversation.Message.SendError;
import java.time.Instant;

/** Whether the answers of one shop leave. */
public sealed interface ShopSendState {

  record Open() implements ShopSendState {}

  /** A quota is used up; goes on by itself at {@code until}. */
  record Paused(Reason reason, SendError error, Instant since, Instant until)
      implements ShopSendState {}

  /**
   * No answer of this shop can leave until somebody mends a setting here or at the platform. One
   * answer is tried at {@code nextTrialAt}, and when it goes well the others follow.
   *
   * @param trials that came to nothing so far
   */
  record Stopped(Reason reason, SendError error, Instant since, Instant nextTrialAt, int trials)
      implements ShopSendState {}

  /** Why they do not. */
  enum Reason {
    MINUTE_QUOTA,
    DAY_QUOTA,
    /** The platform does not know the address this server calls from. */
    ADDRESS_NOT_ALLOWED,
    /** The shop may not use this API. */
    NOT_AUTHORISED,
    /** With this appid and secret no access token is given, or none that is accepted. */
    CREDENTIALS
  }
}
