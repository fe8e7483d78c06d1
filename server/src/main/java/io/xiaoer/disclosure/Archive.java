package io.xiaoer.disclosure;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A ZIP file that is being sent; what is written is gone from memory. */
public interface Archive {

  /** One more file. */
  void entry(String name, Content content) throws IOException;

  /**
   * Rows of a table as a JSON array, by the names of their columns; columns that are times by their
   * names ({@code _at}, {@code since}) are written as such. Nothing where there is none.
   */
  void rows(String name, List<? extends Map<String, ? extends @Nullable Object>> rows)
      throws IOException;

  /** Writes a file; closing it is the archive's. */
  @FunctionalInterface
  interface Content {
    void to(OutputStream out) throws IOException;
  }
}
