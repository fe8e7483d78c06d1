package io.xiaoer.simulator.fault;

import java.time.Duration;

/** Something that goes wrong, at each occasion its {@link Extent} covers. */
public sealed interface Fault {

  /** Strikes API calls, token calls aside. */
  sealed interface OnApi extends Fault {}

  /**
   * Strikes events on their way to a shop. One ordered for a number of times goes with an event to
   * its end. One ordered for a while strikes whatever is pushed in that time, retries too, and how
   * often it says it strikes one event does not count.
   */
  sealed interface OnPush extends Fault {}

  /** Strikes the desk's downloads of files; the pages' own views are spared. */
  sealed interface OnDownload extends Fault {}

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

  /**
   * The day's quota is used up from this call to midnight in Shanghai, or for the time ordered
   * (45009). Token calls are counted too.
   */
  record UseUpQuota() implements OnApi {}

  /** The calling address is not on the allow list (61004). */
  record NotOnAllowList() implements OnApi {}

  /** The call is answered with HTTP 403 and no errcode, as from an address that is not allowed. */
  record Forbid() implements OnApi {}

  /** The same event arrives this many times at nearly the same moment. */
  record Duplicate(int copies) implements OnPush {}

  /** This many acknowledgements never reach the platform, so that it pushes again. */
  record LoseAcknowledgement(int times) implements OnPush {}

  /**
   * The connection of the event's first push is cut this long after it began; whatever the shop
   * answered until then is not heard.
   */
  record CutConnection(Duration after) implements OnPush {}

  /** The event waits until this many later ones have been sent. */
  record HoldBack(int events) implements OnPush {}

  /** This many pushes of the event are encrypted with another key, rightly signed. */
  record WrongKey(int pushes) implements OnPush {}

  /** CreateTime and the push's timestamp are this far from the clock. */
  record SkewClock(Duration by) implements OnPush {}

  /** Fields come as other types: objects for strings, numbers for ids, strings for numbers. */
  record OddTypes() implements OnPush {}

  /**
   * The file is no longer there.
   *
   * @param status 404 or 410; 200 brings an error in JSON where the file is expected
   */
  record MediaGone(int status) implements OnDownload {}

  /**
   * Something else comes in the file's place, with HTTP 200.
   *
   * @param named whether it comes with a Content-Disposition, as files do
   */
  record ReplaceMedia(String contentType, String body, boolean named) implements OnDownload {}

  /** The file's first bytes come at once, its last only after this real time. */
  record SlowMedia(Duration spread) implements OnDownload {}

  /** The line dies when half the file is through. */
  record CutMedia() implements OnDownload {}

  /** The file comes as this Content-Type, whatever it is. */
  record WrongMediaType(String contentType) implements OnDownload {}

  /** So many bytes come, whatever the file's size, and how many is not said before. */
  record OversizedMedia(int megabytes) implements OnDownload {}

  /**
   * The download is redirected (302).
   *
   * @param location empty: to the same file under another name of this machine
   */
  record RedirectMedia(String location) implements OnDownload {}
}
