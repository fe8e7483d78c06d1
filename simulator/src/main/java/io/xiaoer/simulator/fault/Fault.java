package io.xiaoer.simulator.fault;

import java.time.Duration;

/** Something that goes wrong once, at the next occasion it fits. */
public sealed interface Fault {

  /** Strikes the shop's next API call, token calls aside. */
  sealed interface OnApi extends Fault {}

  /** Strikes the next event on its way to the shop. */
  sealed interface OnPush extends Fault {}

  /** The call is carried out, but the line dies before the answer: the caller cannot know. */
  record AcceptThenHangUp() implements OnApi {}

  /** The line dies before anything is done. */
  record HangUp() implements OnApi {}

  /** The call is refused with this error and has no effect. */
  record Refuse(int errcode, String errmsg) implements OnApi {}

  /** The call is carried out at once, and answered only after this real time. */
  record AnswerSlowly(Duration delay) implements OnApi {}

  /** All tokens given out so far are void, beginning with this call (40001). */
  record KillTokens() implements OnApi {}

  /** The day's quota is used up for this and all calls until midnight in Shanghai (45009). */
  record UseUpQuota() implements OnApi {}

  /** The calling address is not on the allow list, for this many calls (40164). */
  record NotOnAllowList(int calls) implements OnApi {}

  /** The same event arrives this many times at nearly the same moment. */
  record Duplicate(int copies) implements OnPush {}

  /** This many acknowledgements never reach the platform, so that it pushes again. */
  record LoseAcknowledgement(int times) implements OnPush {}

  /** The connection is cut this long after the first push began, whatever the shop answers. */
  record CutConnection(Duration after) implements OnPush {}

  /** The event waits until this many later ones have been sent. */
  record HoldBack(int events) implements OnPush {}

  /** This many pushes of the event are encrypted with another key, rightly signed. */
  record WrongKey(int pushes) implements OnPush {}

  /** The event's and the push's times are this far from the clock. */
  record SkewClock(Duration by) implements OnPush {}

  /** Fields come as other types: objects for strings, numbers for ids, strings for numbers. */
  record OddTypes() implements OnPush {}
}
