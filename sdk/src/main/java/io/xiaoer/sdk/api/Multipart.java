package io.xiaoer.sdk.api;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The body of an upload: two fields, and then the file as it is read.
 *
 * <p>File names are written as browsers write them: UTF-8, with a quote and a line end as {@code
 * %22}, {@code %0D}, {@code %0A}. RFC 7578 forbids the {@code filename*} of RFC 5987 in a form.
 * Other controls and what separates folders become an underscore.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7578">RFC 7578</a>
 * @see <a
 *     href="https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data">
 *     how browsers write a file's name</a>
 */
final class Multipart {
  /** What the usual file systems take. */
  private static final int nameBytesMax = 255;

  /** Kept of a name that is too long, if it has as short a one. */
  private static final int extensionCharsMax = 16;

  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "[\\w!#$&^.+-]{1,127}/[\\w!#$&^.+-]{1,127}(; ?[\\w-]{1,40}=[\\w!#$&^.+-]{1,80}){0,4}");

  private final String boundary;
  private final byte[] head;
  private final byte[] tail;

  Multipart(Upload upload, RandomGenerator random) {
    // 128 bits: nobody can make a file that holds the boundary.
    this.boundary =
        "xiaoer" + String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong());
    UploadSource source = upload.source();
    this.head =
        (field("open_id", upload.openId().value())
                + field("msg_type", upload.kind().msgType())
                + begin("file", "; filename=\"" + fileName(source.name()) + "\"")
                + "\r\nContent-Type: "
                + mediaType(source.contentType())
                + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    this.tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
  }

  String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  /** A body for one try, which reads the file while it is sent. */
  BodyPublisher body(UploadReading reading, long length) {
    return BodyPublishers.concat(
        BodyPublishers.ofByteArray(head),
        BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(reading::begin), length),
        BodyPublishers.ofByteArray(tail));
  }

  private String field(String name, String value) {
    return begin(name, "") + "\r\n\r\n" + value + "\r\n";
  }

  private String begin(String name, String parameters) {
    return "--"
        + boundary
        + "\r\nContent-Disposition: form-data; name=\""
        + name
        + "\""
        + parameters;
  }

  static String mediaType(String contentType) {
    return MEDIA_TYPE.matcher(contentType).matches() ? contentType : "application/octet-stream";
  }

  /** The name as it stands between the quotes of a header. */
  static String fileName(String name) {
    StringBuilder safe = new StringBuilder();
    shortened(name).codePoints().forEach(character -> append(safe, character));
    return safe.length() == 0 ? "file" : safe.toString();
  }

  private static void append(StringBuilder safe, int character) {
    switch (character) {
      case '"' -> safe.append("%22");
      case '\r' -> safe.append("%0D");
      case '\n' -> safe.append("%0A");
      // A backslash before the closing quote would take it away for some readers.
      case '/', '\\' -> safe.append('_');
      default -> {
        int type = Character.getType(character);
        boolean unfit =
            Character.isISOControl(character)
                || type == Character.SURROGATE // half a pair
                || type == Character.FORMAT // an override that turns "gpj.exe" round, for one
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
        safe.appendCodePoint(unfit ? '_' : character);
      }
    }
  }

  private static String shortened(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length <= nameBytesMax) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String extension =
        dot > 0 && name.length() - dot <= extensionCharsMax ? name.substring(dot) : "";
    int left = nameBytesMax - extension.getBytes(StandardCharsets.UTF_8).length;
    int end = 0;
    while (end < name.length()) {
      int character = name.codePointAt(end);
      left -= character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
      if (left < 0) {
        break;
      }
      end += Character.charCount(character);
    }
    return name.substring(0, end) + extension;
  }
}
