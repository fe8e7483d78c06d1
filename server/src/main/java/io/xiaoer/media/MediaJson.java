package io.xiaoer.media;

import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Media as JSON, where they stand alone. */
final class MediaJson {
  private MediaJson() {}

  /** What somebody brought, and as what it can be sent. */
  static ObjectNode brought(MediaItem item) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("media_id", item.id().value());
    MediaLibrary.describe(item, node);
    StoredFile file = item.file();
    Kind kind = file == null ? Kind.FILE : file.type().kind();
    node.put(
        "kind",
        switch (kind) {
          case IMAGE -> "image";
          case VIDEO -> "video";
          case AUDIO, FILE -> "file"; // the platform takes no voice
        });
    return node;
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
