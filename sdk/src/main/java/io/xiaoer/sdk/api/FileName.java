package io.xiaoer.sdk.api;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file's name out of a Content-Disposition header: the extended form before the plain one (RFC
 * 6266), and of the plain one what servers make of it, which is UTF-8 or GBK as bytes or escaped.
 */
final class FileName {
  private static final Pattern EXTENDED =
      Pattern.compile(
          "(?:^|;)\\s*filename\\*\\s*=\\s*([\\w-]{1,40})'[^';]{0,40}'([^;\\s\"]{1,4096})",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PLAIN =
      Pattern.compile(
          "(?:^|;)\\s*filename\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.){0,4096})\"|([^;\"\\s]{1,4096}))",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ESCAPED = Pattern.compile("%[0-9a-fA-F]{2}");

  private FileName() {}

  /**
   * The name, which is a stranger's text and may hold anything; empty when there is none.
   *
   * @param disposition the header's bytes, one character each
   */
  static String of(String disposition) {
    Matcher extended = EXTENDED.matcher(disposition);
    if (extended.find()) {
      Optional<String> name =
          charset(extended.group(1)).flatMap(charset -> text(bytes(extended.group(2)), charset));
      if (name.isPresent()) {
        return name.get();
      }
    }
    Matcher plain = PLAIN.matcher(disposition);
    if (!plain.find()) {
      return "";
    }
    String value =
        plain.group(1) == null ? plain.group(2) : plain.group(1).replaceAll("\\\\(.)", "$1");
    if (ESCAPED.matcher(value).find()) {
      Optional<String> unescaped = text(bytes(value), StandardCharsets.UTF_8);
      if (unescaped.isPresent()) {
        return unescaped.get();
      }
    }
    byte[] raw = value.getBytes(StandardCharsets.ISO_8859_1);
    return text(raw, StandardCharsets.UTF_8)
        .or(() -> charset("GB18030").flatMap(chinese -> text(raw, chinese)))
        .orElse(value);
  }

  private static Optional<Charset> charset(String name) {
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  /** The value with its escapes undone; what is no escape stays as it is. */
  private static byte[] bytes(String value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < value.length(); i++) {
      if (i + 2 < value.length() && ESCAPED.matcher(value.substring(i, i + 3)).matches()) {
        bytes.write(Integer.parseInt(value.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(value.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  /** Empty when the bytes are not text of this kind. */
  private static Optional<String> text(byte[] bytes, Charset charset) {
    try {
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
