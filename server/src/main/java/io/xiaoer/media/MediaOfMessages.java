package io.xiaoer.media;

import io.xiaoer.conversation.Message;
import io.xiaoer.conversation.Message.Direction;
import io.xiaoer.conversation.MessageDetails;
import io.xiaoer.media.Medium.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the vault knows of messages: whether their file is here, and how to show it. */
final class MediaOfMessages implements MessageDetails {
  private static final Set<String> TYPES = Set.of("image", "video", "file");

  /** The key under which an answer names the medium it shows. */
  static final String MEDIA_ID = "media_id";

  @Override
  public Map<Long, ObjectNode> of(JdbcClient jdbc, List<Message> messages) {
    List<Long> in = new ArrayList<>();
    Map<Long, MediaId> out = new HashMap<>();
    for (Message message : messages) {
      if (TYPES.contains(message.type())) {
        if (message.direction() == Direction.IN) {
          in.add(message.id());
        } else {
          MediaId.parse(JsonMapper.shared().readTree(message.body()).path(MEDIA_ID).asString(""))
              .ifPresent(id -> out.put(message.id(), id));
        }
      }
    }
    Map<Long, ObjectNode> fields = new HashMap<>();
    for (MediaTable.OfMessage found : MediaTable.ofMessages(jdbc, in)) {
      ObjectNode node =
          fields.computeIfAbsent(found.messageId(), _ -> JsonNodeFactory.instance.objectNode());
      if (found.medium().origin() == Origin.COVER) {
        node.put("cover_url", found.medium().file() == null ? null : url(found.medium()));
      } else {
        put(node, found.medium());
      }
    }
    Map<MediaId, Medium> brought = new HashMap<>();
    MediaTable.byIds(jdbc, new HashSet<>(out.values()))
        .forEach(medium -> brought.put(medium.id(), medium));
    out.forEach((messageId, id) -> {
      Medium medium = brought.get(id);
      if (medium != null) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        put(node, medium);
        fields.put(messageId, node);
      }
    });
    return fields;
  }

  /** A medium as the API shows it, wherever it does. */
  static void put(ObjectNode node, Medium medium) {
    node.put("state", MediaTable.lower(medium.state()));
    StoredFile file = medium.file();
    if (file != null) {
      node.put("url", url(medium))
          .put("thumbnail_url", file.thumbnail() == null ? null : url(medium) + "/thumbnail")
          .put("content_type", file.type().contentType())
          .put("size", file.size())
          .put("width", file.width())
          .put("height", file.height())
          .put("name", medium.name());
    }
    Medium.Reason reason = medium.reason();
    if (reason != null) {
      node.put("reason", MediaTable.lower(reason));
    }
    Instant nextTryAt = medium.nextTryAt();
    if (nextTryAt != null) {
      node.put("next_try_at", nextTryAt.toString());
    }
  }

  private static String url(Medium medium) {
    return Vault.url(medium.id());
  }
}
