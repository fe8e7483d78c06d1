package io.xiaoer.export;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a message on a page holds; {@code content.jte} has the markup of each. */
sealed interface PageContent {
  record Text(String content) implements PageContent {}

  /**
   * A file that is not on the page.
   *
   * @param reason a key of {@link Words}
   */
  record Absent(String reason) implements PageContent {}

  /**
   * A picture.
   *
   * @param largest how much a page holds, where it is the small one for that reason
   */
  record Picture(
      String name,
      @Nullable Integer width,
      @Nullable Integer height,
      Enclosures.OpenFile file,
      @Nullable String largest)
      implements PageContent {}

  record Video(Enclosures.OpenFile file) implements PageContent {}

  /** Offered to be saved. */
  record Saved(String name, String size, Enclosures.OpenFile file) implements PageContent {}

  /** A file that is larger than what is left of {@code largest}. */
  record LeftOut(String name, String size, String largest) implements PageContent {}

  record Voice(String hint, String text) implements PageContent {}

  record Product(String id, @Nullable PageContent picture, String title, @Nullable String price)
      implements PageContent {}

  record Order(String id, List<Line> lines, @Nullable String price) implements PageContent {
    record Line(String title, String attributes, int count) {}
  }

  record Unsupported(String raw) implements PageContent {}
}
