package io.xiaoer.staff;

import io.xiaoer.access.Caller.Role;
import io.xiaoer.api.Characters;
import io.xiaoer.api.FieldError;
import java.util.Optional;
import java.util.Set;

/**
 * What a name that others read may be: something that can be seen, reads in one direction and
 * pretends to be nobody else.
 */
public final class ShownName {
  private static final int CHARS_MAX = 32;

  /** As drawn. Only administrators may be called so. */
  private static final Set<String> OF_ADMINISTRATORS =
      Set.of(
          "admin",
          "administrator",
          "root",
          "system",
          "sysadmin",
          "superuser",
          "系统",
          "系统消息",
          "系统通知",
          "系统管理员",
          "超级管理员",
          "管理员");

  private ShownName() {}

  /** Whether a reader sees something, and sees it as it is written. */
  public static boolean isReadable(String name) {
    return name.codePoints().noneMatch(ShownName::isUnreadable)
        && name.codePoints().anyMatch(c -> !isSpaceOrMark(c));
  }

  static Optional<FieldError> problem(String name) {
    if (name.isBlank() || name.codePointCount(0, name.length()) > CHARS_MAX) {
      return Optional.of(FieldError.length("name", 1, CHARS_MAX));
    }
    if (!isReadable(name)) {
      return Optional.of(
          FieldError.of(
              "name", "name_unreadable", "has characters that cannot be seen or turn the text"));
    }
    return Usernames.mixesScripts(name)
        ? Optional.of(
            FieldError.of(
                "name",
                "name_confusable",
                "mixes letters of scripts that look alike, as Latin and Cyrillic"))
        : Optional.empty();
  }

  static Optional<FieldError> problem(String name, Role role) {
    return problem(name)
        .or(() ->
            role != Role.ADMINISTRATOR && OF_ADMINISTRATORS.contains(Usernames.drawn(name))
                ? Optional.of(
                    FieldError.of(
                        "name", "name_reserved", "only an administrator may be called so"))
                : Optional.empty());
  }

  private static boolean isUnreadable(int c) {
    return Characters.isBlankLetter(c) || Characters.isUnprintable(c);
  }

  private static boolean isSpaceOrMark(int c) {
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }
}
