package io.xiaoer.send;

import io.xiaoer.sdk.api.UploadKind;

/** What an answer says: one of the six kinds that a shop can send. */
public sealed interface Content {

  record Text(String content) implements Content {
    @Override
    public String toString() {
      return "Text[" + content.length() + " chars]";
    }
  }

  /** An image, a video or a file, by the id under which it is kept. */
  record Media(UploadKind kind, String mediaId) implements Content {}

  record ProductShare(String productId) implements Content {}

  record OrderShare(String orderId) implements Content {}
}
