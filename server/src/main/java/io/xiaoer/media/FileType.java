package io.xiaoer.media;

/**
 * What a file is, told by its own bytes.
 *
 * <p>Only what cannot hold a script is ever shown in place; an SVG is a document, and a web page is
 * one whoever calls it a picture.
 */
public enum FileType {
  JPEG("image/jpeg", "jpg", Kind.IMAGE, true),
  PNG("image/png", "png", Kind.IMAGE, true),
  GIF("image/gif", "gif", Kind.IMAGE, true),
  WEBP("image/webp", "webp", Kind.IMAGE, true),
  BMP("image/bmp", "bmp", Kind.IMAGE, true),
  AVIF("image/avif", "avif", Kind.IMAGE, true),
  HEIC("image/heic", "heic", Kind.IMAGE, true),
  MP4("video/mp4", "mp4", Kind.VIDEO, true),
  QUICKTIME("video/quicktime", "mov", Kind.VIDEO, true),
  WEBM("video/webm", "webm", Kind.VIDEO, true),
  MATROSKA("video/x-matroska", "mkv", Kind.VIDEO, true),
  AVI("video/x-msvideo", "avi", Kind.VIDEO, true),
  THREE_GP("video/3gpp", "3gp", Kind.VIDEO, true),
  MP3("audio/mpeg", "mp3", Kind.AUDIO, true),
  M4A("audio/mp4", "m4a", Kind.AUDIO, true),
  AAC("audio/aac", "aac", Kind.AUDIO, true),
  AMR("audio/amr", "amr", Kind.AUDIO, true),
  WAV("audio/wav", "wav", Kind.AUDIO, true),
  OGG("audio/ogg", "ogg", Kind.AUDIO, true),
  FLAC("audio/flac", "flac", Kind.AUDIO, true),
  PDF("application/pdf", "pdf", Kind.FILE, false),
  DOCX(
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "docx",
      Kind.FILE,
      false),
  XLSX(
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "xlsx",
      Kind.FILE,
      false),
  PPTX(
      "application/vnd.openxmlformats-officedocument.presentationml.presentation",
      "pptx",
      Kind.FILE,
      false),
  OLE("application/x-ole-storage", "doc", Kind.FILE, false),
  ZIP("application/zip", "zip", Kind.FILE, false),
  RAR("application/vnd.rar", "rar", Kind.FILE, false),
  SEVEN_ZIP("application/x-7z-compressed", "7z", Kind.FILE, false),
  GZIP("application/gzip", "gz", Kind.FILE, false),
  HTML("text/html", "html", Kind.FILE, false),
  XML("text/xml", "xml", Kind.FILE, false),
  TEXT("text/plain", "txt", Kind.FILE, false),
  OTHER("application/octet-stream", "bin", Kind.FILE, false);

  private final String contentType;
  private final String extension;
  private final Kind kind;
  private final boolean inline;

  FileType(String contentType, String extension, Kind kind, boolean inline) {
    this.contentType = contentType;
    this.extension = extension;
    this.kind = kind;
    this.inline = inline;
  }

  public String contentType() {
    return contentType;
  }

  /** Without a dot. */
  public String extension() {
    return extension;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether it is a picture or a video, or may be one of a format that is not known here. */
  boolean mayBeSeen() {
    return switch (kind) {
      case IMAGE, VIDEO -> true;
      case AUDIO -> this == OGG;
      case FILE -> this == OTHER;
    };
  }

  /** Whether a browser may show it in place. */
  public boolean inline() {
    return inline;
  }

  /** What a browser is told: of a document that could act, only that it is bytes. */
  public String servedAs() {
    return switch (this) {
      case HTML, XML -> OTHER.contentType;
      case TEXT -> TEXT.contentType + ";charset=utf-8";
      default -> contentType;
    };
  }
}
