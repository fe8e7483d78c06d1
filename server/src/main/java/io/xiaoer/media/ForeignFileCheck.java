package io.xiaoer.media;

import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.send.AnswerCheck;
import io.xiaoer.send.AnswerRefusals;
import io.xiaoer.send.Attachments;

/** What another shop's customer sent is not there for this one. */
final class ForeignFileCheck implements AnswerCheck {
  private final MediaLibrary library;

  ForeignFileCheck(MediaLibrary library) {
    this.library = library;
  }

  @Override
  public void check(Conversation conversation, MessageBody.Sendable content) {
    if (content instanceof MessageBody.Media(var _, String mediaId)) {
      MediaId.parse(mediaId)
          .flatMap(library::find)
          .map(MediaItem::shop)
          .filter(shop -> !shop.equals(conversation.shop()))
          .ifPresent(_ -> {
            throw AnswerRefusals.of(Attachments.Objection.ABSENT);
          });
    }
  }
}
