package io.xiaoer.search;

import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.MessageBodyCodec;

/** What of a message is searched: what was written or said, or the number it shows. */
final class Searchable {
  private Searchable() {}

  /** Empty where there is nothing to read; a kind that is not known has only its properties. */
  static String text(String type, String body) {
    return switch (MessageBodyCodec.read(type, body)) {
      case MessageBody.Words words -> words.words();
      case MessageBody.Share share -> share.sharedId();
      case MessageBody.Attachment _, MessageBody.Unknown _ -> "";
    };
  }
}
