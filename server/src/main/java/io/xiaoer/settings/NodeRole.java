package io.xiaoer.settings;

import io.xiaoer.settings.BadSettings.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What this node is there for: {@code xiaoer.role}. Anything but all of it needs PostgreSQL. */
public enum NodeRole {
  ALL,
  /** Takes pushes; has no desk, reads no log, sends nothing. */
  RECEIVE,
  /** Everything else; takes no pushes. */
  DESK;

  /** Throws {@link BadSettings} for what is none, or needs several nodes and has none. */
  public static NodeRole of(Settings settings) {
    NodeRole role =
        Arrays.stream(values())
            .filter(one -> one.word().equals(settings.role()))
            .findFirst()
            .orElseThrow(() ->
                bad(
                    "'%s' (expected: %s)"
                        .formatted(
                            settings.role(),
                            Arrays.stream(values())
                                .map(NodeRole::word)
                                .collect(Collectors.joining(" | ")))));
    if (role != ALL && settings.database() == null) {
      throw bad(
          "'%s' is for one of several nodes, which need xiaoer.database (expected: all)"
              .formatted(role.word()));
    }
    return role;
  }

  private static BadSettings bad(String what) {
    return new BadSettings(List.of(new Problem("xiaoer.role", what)));
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
