package io.xiaoer.media;

import io.xiaoer.conversation.Message;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.MessageDetails;
import io.xiaoer.media.MediaItem.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the library knows of messages: whether their file is here, and how to show it. */
final class MediaOfMessages implements MessageDetails {
  @Override
  public Map<Long, ObjectNode> of(JdbcClient jdbc, List<Message> messages) {
    List<Long> in = new ArrayList<>();
    Map<Long, MediaId> out = new HashMap<>();
    for (Message message : messages) {
      switch (message.body()) {
        case MessageBody.ReceivedMedia _ -> in.add(message.id());
        case MessageBody.Media(var _, String mediaId) ->
            MediaId.parse(mediaId).ifPresent(id -> out.put(message.id(), id));
        case MessageBody.Words _, MessageBody.Share _, MessageBody.Unknown _ -> {}
      }
    }
    Map<Long, ObjectNode> fields = new HashMap<>();
    for (MediaTable.OfMessage found : MediaTable.ofMessages(jdbc, in)) {
      ObjectNode node =
          fields.computeIfAbsent(found.messageId(), _ -> JsonNodeFactory.instance.objectNode());
      if (found.item().origin() == Origin.COVER) {
        node.put("cover_url", found.item().file() == null ? null : url(found.item()));
      } else {
        put(node, found.item());
      }
    }
    Map<MediaId, MediaItem> brought = new HashMap<>();
    MediaTable.byIds(jdbc, new HashSet<>(out.values()))
        .forEach(item -> brought.put(item.id(), item));
    out.forEach((messageId, id) -> {
      MediaItem item = brought.get(id);
      if (item != null) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        put(node, item);
        fields.put(messageId, node);
      }
    });
    return fields;
  }

  /** A medium as the API shows it, wherever it does. */
  static void put(ObjectNode node, MediaItem item) {
    node.put("state", MediaTable.lower(item.state()));
    StoredFile file = item.file();
    if (file != null) {
      node.put("url", url(item))
          .put("thumbnail_url", file.thumbnail() == null ? null : url(item) + "/thumbnail")
          .put("content_type", file.type().contentType())
          .put("size", file.size())
          .put("width", file.width())
          .put("height", file.height())
          .put("name", item.name());
    }
    MediaItem.Reason reason = item.reason();
    if (reason != null) {
      node.put("reason", MediaTable.lower(reason));
    }
    Instant nextTryAt = item.nextTryAt();
    if (nextTryAt != null) {
      node.put("next_try_at", nextTryAt.toString());
    }
  }

  private static String url(MediaItem item) {
    return MediaLibrary.url(item.id());
  }
}
