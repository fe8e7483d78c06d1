package io.xiaoer.sdk.api;

/** What can be uploaded, and then sent: the value of {@code msg_type} in cosupload. */
public enum UploadKind {
  IMAGE("image"),
  VIDEO("video"),
  FILE("file");

  private final String msgType;

  UploadKind(String msgType) {
    this.msgType = msgType;
  }

  String msgType() {
    return msgType;
  }

  /** The body of a message that shows what was uploaded. */
  OutgoingMessage.Body body(String cosUrl) {
    return switch (this) {
      case IMAGE -> new OutgoingMessage.Body.Image(cosUrl);
      case VIDEO -> new OutgoingMessage.Body.Video(cosUrl);
      case FILE -> new OutgoingMessage.Body.File(cosUrl);
    };
  }
}
