package io.xiaoer.starter;

import io.xiaoer.sdk.push.Reason;

/** Is told what the push URL refuses. For metrics; must neither block nor throw. */
interface PushListener {
  PushListener NONE = (shop, reason) -> {};

  void refused(String shop, Reason reason);
}
