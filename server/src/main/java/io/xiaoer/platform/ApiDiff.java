package io.xiaoer.platform;

import io.xiaoer.log.CreateTime;
import io.xiaoer.log.LogEntry;
import io.xiaoer.sdk.api.ApiPaths;
import io.xiaoer.sdk.event.ClearText;
import io.xiaoer.sdk.event.EventFields;
import io.xiaoer.store.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one event {@code api_diff} announces. Pure.
 *
 * @param changes those that may be of what is called here come first
 * @see <a
 *     href="https://developers.weixin.qq.com/doc/store/shop/notify/common_callback/API_change_log_callback.html">
 *     the event on the platform's pages</a>
 */
record ApiDiff(List<Change> changes, Instant at) {
  /** Two a day for a quarter; further ones stand behind the link of the change log. */
  static final int CHANGES_MAX = 200;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build();

  /**
   * One change, as it may be kept and shown.
   *
   * @param path empty where the event names none that can be read
   * @param ours whether it may be of what is called here
   */
  record Change(
      String digest,
      String name,
      String path,
      String content,
      String docUrl,
      String changelogUrl,
      boolean ours) {}

  static ApiDiff of(LogEntry entry) {
    ClearText clear = ClearText.of(entry.raw());
    String time = named("change_time", clear);
    Announcement announcement =
        new Announcement(time.isEmpty() ? entry.writtenAt().toString() : time, clear);
    List<Change> changes =
        switch (entry.format()) {
          case JSON -> announcement.ofJson(entry.raw());
          // Stores are pushed JSON only; of another form the paths are enough to be told.
          case XML -> announcement.ofPaths(clear);
        };
    return new ApiDiff(
        changes.isEmpty() ? List.of(announcement.unnamed()) : first(changes), at(time, entry));
  }

  private static List<Change> first(List<Change> changes) {
    return Stream.concat(
            changes.stream().filter(Change::ours), changes.stream().filter(each -> !each.ours()))
        .limit(CHANGES_MAX)
        .toList();
  }

  private static Instant at(String time, LogEntry entry) {
    return UnixTime.read(time)
        .flatMap(seconds -> CreateTime.believed(seconds, entry.receivedAt()))
        .orElseGet(entry::writtenAt);
  }

  private static String named(String field, ClearText clear) {
    return EventFields.named(field, clear, 1).stream().findFirst().orElse("");
  }

  /** What all changes of an event have in common. */
  private record Announcement(String time, String changelogUrl) {
    Announcement(String time, ClearText clear) {
      this(time, ForeignText.link(named("changelog_url", clear)));
    }

    List<Change> ofJson(byte[] raw) {
      return announced(raw).stream()
          .flatMap(found -> found.isArray() ? found.valueStream() : Stream.of(found))
          .filter(JsonNode::isObject)
          .map(each ->
              change(
                  text(each, "chinese_name"),
                  text(each, "cgi_path"),
                  text(each, "change_content"),
                  text(each, "doc_url")))
          .toList();
    }

    private static Optional<JsonNode> announced(byte[] raw) {
      String text = new String(raw, StandardCharsets.UTF_8).replace("\uFEFF", "");
      try {
        return Optional.ofNullable(JSON.readTree(text).findValue("api_changes"));
      } catch (JacksonException unreadable) {
        return Optional.empty();
      }
    }

    private static String text(JsonNode change, String field) {
      return change.path(field).asString("");
    }

    List<Change> ofPaths(ClearText clear) {
      return EventFields.named("cgi_path", clear, CHANGES_MAX).stream()
          .map(path -> change("", path, "", ""))
          .toList();
    }

    /** It says that something changed and not what, so somebody has to look. */
    Change unnamed() {
      return new Change(digest("", "", ""), "", "", "", "", changelogUrl, true);
    }

    private Change change(String name, String path, String content, String docUrl) {
      return new Change(
          digest(path, name, content),
          ForeignText.shown(name, ForeignText.NAME_CHARS_MAX),
          ForeignText.shown(path, ForeignText.PATH_CHARS_MAX),
          ForeignText.shown(content, ForeignText.CONTENT_CHARS_MAX),
          ForeignText.link(docUrl),
          changelogUrl,
          ApiPaths.concern(path));
    }

    /** The same for every shop that is told. */
    private String digest(String path, String name, String content) {
      return Sha256.hex(String.join("\0", time, path, name, content));
    }
  }
}
