package io.xiaoer.sdk.event;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the fields of an event while its text is read once, in whatever order they come, and
 * decides at the end what they mean. Both formats fill it in the same way: {@link #field} for a
 * value at the top, {@link #present} and {@link #contentField} for the content objects.
 */
final class EventDraft {
  static final String EVENT_OF_KF_MESSAGES = "commkf_send_msg_to_kf";

  /** The seven kinds; the name is the value of msg_type and the key of the content object. */
  enum Kind {
    TEXT("text", "content"),
    IMAGE("image", "cos_url"),
    VIDEO("video", "cos_url"),
    FILE("file", "cos_url"),
    PRODUCT_SHARE("product_share", "product_id"),
    ORDER_SHARE("order_share", "order_id"),
    VOICE("voice", "translated_msg");

    final String key;
    final String mainField;

    Kind(String key, String mainField) {
      this.key = key;
      this.mainField = mainField;
    }

    static @Nullable Kind of(String key) {
      return switch (key) {
        case "text" -> TEXT;
        case "image" -> IMAGE;
        case "video" -> VIDEO;
        case "file" -> FILE;
        case "product_share" -> PRODUCT_SHARE;
        case "order_share" -> ORDER_SHARE;
        case "voice" -> VOICE;
        default -> null;
      };
    }
  }

  private static final class Content {
    @Nullable String main;
    @Nullable String cover;
    @Nullable Long playLength;
    @Nullable Boolean translated;

    boolean isFilled() {
      return main != null || cover != null || playLength != null || translated != null;
    }
  }

  private static final Content NOTHING = new Content();
  private static final Kind[] KINDS = Kind.values();

  private @Nullable String toUserName;
  private @Nullable String fromUserName;
  private @Nullable String event;
  private @Nullable String plainType;
  private @Nullable String msgId;
  private @Nullable String plainMsgId;
  private @Nullable Long createTime;
  private @Nullable String msgType;
  private @Nullable String msgEvent;
  private final Map<Kind, Content> contents = new EnumMap<>(Kind.class);

  /** A string, number or boolean at the top of the event, as its text. */
  void field(String name, String written) {
    String value = WellFormed.of(written);
    switch (name) {
      case "ToUserName" -> toUserName = first(toUserName, value);
      case "FromUserName" -> fromUserName = first(fromUserName, value);
      case "Event" -> event = first(event, value);
      case "MsgType" -> plainType = first(plainType, value);
      case "CreateTime" -> createTime = createTime != null ? createTime : wholeNumber(value);
      case "msg_id" -> msgId = first(msgId, value);
      case "MsgId" -> plainMsgId = first(plainMsgId, value);
      case "msg_type" -> msgType = first(msgType, value);
      case "msg_event" -> msgEvent = first(msgEvent, value);
      default -> {
        Kind kind = Kind.of(name);
        if (kind != null && !value.isEmpty()) {
          contentField(kind, kind.mainField, value); // "text":"…" in place of an object
        }
      }
    }
  }

  /** The name of a kind by the key in an object that stands where msg_type's string should. */
  void kindNamed(String name) {
    msgType = first(msgType, name);
  }

  /** A content object is there, be it empty. */
  void present(Kind kind) {
    content(kind);
  }

  /** A string, number or boolean in a content object, as its text. */
  void contentField(Kind kind, String name, String written) {
    String value = WellFormed.of(written);
    Content content = content(kind);
    if (name.equals(kind.mainField)) {
      content.main = content.main != null ? content.main : value;
      return;
    }
    switch (name) {
      case "ld_img_url" -> content.cover = content.cover != null ? content.cover : value;
      case "play_length" ->
          content.playLength = content.playLength != null ? content.playLength : wholeNumber(value);
      case "translation_succ" ->
          content.translated = content.translated != null ? content.translated : isTrue(value);
      default -> {
        // a field that a later version of the platform's page may know
      }
    }
  }

  private Content content(Kind kind) {
    return contents.computeIfAbsent(kind, absent -> new Content());
  }

  Read finish(Format format, ClearText raw) {
    String name = event != null ? event : plainType;
    if (name == null) {
      return new Read.Unreadable("names neither Event nor MsgType");
    }
    String id = msgId != null ? msgId : plainMsgId;
    Head head =
        new Head(
            toUserName == null ? "" : toUserName,
            fromUserName != null && OpenId.isValid(fromUserName) ? new OpenId(fromUserName) : null,
            name,
            id != null && MsgId.isValid(id) ? new MsgId(id) : null,
            createTime,
            format,
            raw);
    if (!name.equals(EVENT_OF_KF_MESSAGES)) {
      return new Read.Event(new PushEvent.Other(head));
    }
    Origin origin =
        msgEvent == null || msgEvent.equals("EVENT_TYPE_SEND_MSG") ? Origin.CUSTOMER : Origin.OTHER;
    return new Read.Event(new PushEvent.KfMessage(head, origin, message()));
  }

  private Message message() {
    Kind kind = kind();
    if (kind == null) {
      return new Message.Unknown(msgType == null ? "" : msgType);
    }
    Content there = contents.get(kind);
    Content content = there == null ? NOTHING : there;
    String main = content.main == null ? "" : content.main;
    return switch (kind) {
      case TEXT -> new Message.Text(main);
      case IMAGE -> new Message.Image(main);
      case VIDEO ->
          new Message.Video(
              main,
              content.cover == null ? "" : content.cover,
              Duration.ofSeconds(length(content.playLength)));
      case FILE -> new Message.File(main);
      case PRODUCT_SHARE -> new Message.ProductShare(main.strip());
      case ORDER_SHARE -> new Message.OrderShare(main.strip());
      case VOICE ->
          new Message.Voice(
              main,
              Duration.ofMillis(length(content.playLength)),
              content.translated != null && content.translated);
    };
  }

  /**
   * The kind that msg_type names, if its content is there or no other is. Otherwise the first
   * content with anything in it, and failing that the first one there at all: some serialisers
   * write all seven objects and fill one.
   */
  private @Nullable Kind kind() {
    Kind named = msgType == null ? null : Kind.of(msgType);
    if (named != null && contents.containsKey(named)) {
      return named;
    }
    Kind empty = null;
    for (Kind kind : KINDS) {
      Content content = contents.get(kind);
      if (content != null && content.isFilled()) {
        return kind;
      }
      if (content != null && empty == null) {
        empty = kind;
      }
    }
    return named != null ? named : empty;
  }

  /** Names and ids: outer white space is never part of one, and an empty one is as missing. */
  private static @Nullable String first(@Nullable String before, String value) {
    if (before != null) {
      return before;
    }
    String stripped = value.strip();
    return stripped.isEmpty() ? null : stripped;
  }

  private static boolean isTrue(String value) {
    String stripped = value.strip();
    return stripped.equals("1") || stripped.equalsIgnoreCase("true");
  }

  /** The platform's lengths are uint32; anything beyond is no length. */
  private static long length(@Nullable Long told) {
    return told == null || told < 0 || told > 0xFFFF_FFFFL ? 0 : told;
  }

  /** Digits with an optional sign and fraction, which is dropped; null for everything else. */
  private static @Nullable Long wholeNumber(String value) {
    String text = value.strip();
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    int digits = whole.startsWith("-") ? whole.length() - 1 : whole.length();
    if (digits == 0 || digits > 18) {
      return null; // 18 digits always fit into a long
    }
    for (int i = whole.length() - digits; i < whole.length(); i++) {
      if (whole.charAt(i) < '0' || whole.charAt(i) > '9') {
        return null;
      }
    }
    for (int i = whole.length() + 1; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return null;
      }
    }
    return Long.parseLong(whole);
  }
}
