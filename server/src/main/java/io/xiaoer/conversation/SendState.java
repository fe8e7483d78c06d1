package io.xiaoer.conversation;

/** Where an answer is on its way to the customer. */
public enum SendState {
  /** Kept here, not yet tried. */
  QUEUED,
  /** Being handed to the platform at this moment. */
  SENDING,
  /** The platform said errcode 0. */
  ACCEPTED,
  /** It will not arrive; the error says why. */
  FAILED,
  /** The platform may have it or not; tried again with the same request_id for a while. */
  UNKNOWN
}
