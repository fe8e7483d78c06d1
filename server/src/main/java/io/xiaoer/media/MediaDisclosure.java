package io.xiaoer.media;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of a conversation, in both directions; what cannot be read now is said. */
final class MediaDisclosure implements DisclosesCustomer {
  private final Database database;
  private final MediaLibrary library;

  MediaDisclosure(Database database, MediaLibrary library) {
    this.database = database;
    this.library = library;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    List<String> ids =
        database.read(jdbc -> MediaErasure.ofConversation(jdbc, who.conversationId()));
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (String id : ids) {
      Optional<MediaItem> item = MediaId.parse(id).flatMap(library::find);
      if (item.isPresent()) {
        all.add(write(item.get(), archive));
      }
    }
    archive.rows("files.json", all);
  }

  private Map<String, @Nullable Object> write(MediaItem item, Archive archive) throws IOException {
    Map<String, @Nullable Object> said = new LinkedHashMap<>();
    said.put("id", item.id().value());
    said.put("origin", MediaTable.lower(item.origin()));
    said.put("name", item.name());
    said.put("state", MediaTable.lower(item.state()));
    MediaItem.Reason reason = item.reason();
    said.put("reason", reason == null ? null : MediaTable.lower(reason));
    StoredFile file = item.file();
    if (file != null) {
      String path = "files/" + item.id().value() + suffix(item.name());
      said.put("size", file.size());
      try (InputStream in = library.open(file.sha256(), file.size(), 0, file.size())) {
        archive.entry(path, in::transferTo);
        said.put("path", path);
      }
    }
    return said;
  }

  /** What follows the last point, where that is plain. */
  private static String suffix(String name) {
    String suffix = name.substring(Math.max(0, name.lastIndexOf('.')));
    return suffix.matches("\\.[A-Za-z0-9]{1,8}") ? suffix : "";
  }
}
