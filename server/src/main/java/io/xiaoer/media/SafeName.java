package io.xiaoer.media;

import io.xiaoer.api.Characters;
import java.util.Locale;
import java.util.regex.Pattern;

/** A stranger's name for a file, made fit to be shown and to be saved under. */
final class SafeName {
  private static final int CHARS_MAX = 150;
  private static final int EXTENSION_CHARS_MAX = 12;

  /** Names that Windows gives to devices. */
  private static final Pattern DEVICE =
      Pattern.compile("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");

  private SafeName() {}

  /** Empty when nothing of it is left. */
  static String of(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    StringBuilder safe = new StringBuilder();
    last.codePoints()
        .filter(character -> !Characters.isUnprintable(character)) // such as turn "gpj.exe" round
        .forEach(character ->
            safe.appendCodePoint("<>:\"|?*".indexOf(character) >= 0 ? '_' : character));
    String clean = safe.toString().strip().replaceAll("^[. ]+|[. ]+$", "");
    if (DEVICE.matcher(clean).matches()) {
      clean = "_" + clean;
    }
    return shortened(clean);
  }

  /** A name for what came without one. */
  static String made(Kind kind, MediaId id, FileType type) {
    return "%s-%s.%s"
        .formatted(
            kind.name().toLowerCase(Locale.ROOT), id.value().substring(0, 8), type.extension());
  }

  private static String shortened(String name) {
    if (name.codePointCount(0, name.length()) <= CHARS_MAX) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String extension =
        dot > 0 && name.length() - dot <= EXTENSION_CHARS_MAX ? name.substring(dot) : "";
    int end = name.offsetByCodePoints(0, CHARS_MAX - extension.length());
    return name.substring(0, end) + extension;
  }
}
