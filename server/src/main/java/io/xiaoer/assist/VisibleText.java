package io.xiaoer.assist;

import io.xiaoer.api.Characters;

/** Texts of others for machines that read them. */
public final class VisibleText {
  private VisibleText() {}

  /** What nobody sees in a chat is written out, and with it whatever is hidden in it. */
  public static String of(String text) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(point -> {
          if (point == '\n' || point == '\t' || point == ' ' || point == 0x3000) {
            visible.appendCodePoint(point);
          } else if (Characters.isInvisible(point) || Characters.isUnprintable(point)) {
            visible.append("⟦U+%04X⟧".formatted(point));
          } else {
            visible.appendCodePoint(point);
          }
        });
    return visible.toString();
  }
}
