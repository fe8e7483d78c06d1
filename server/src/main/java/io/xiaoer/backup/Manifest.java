package io.xiaoer.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an archive says of itself. It is the last in it, before its own sum: an archive without one
 * is not whole.
 *
 * @param format rises when an older server could not bring the archive back
 * @param schema how far the tables of desk and log have been brought
 * @param begunAt everything acknowledged before it is in the archive
 * @param lastSeq of the log
 * @param tables how many rows each has, by its name
 * @param sequences what PostgreSQL hands out next, by table and column
 * @param mark the word that the database and the folder of its files share
 * @param sums SHA-256 of the file with the sums of all others
 */
record Manifest(
    int format,
    String version,
    String engine,
    Map<String, String> schema,
    Instant begunAt,
    Instant endedAt,
    long lastSeq,
    Map<String, Long> tables,
    Map<String, Long> sequences,
    Media media,
    String mark,
    String sums) {
  static final String FILE = "manifest.json";

  /** Its own sum, after it: what is read from it decides about sequences and versions. */
  static final String SUM_FILE = "manifest.json.sha256";

  static final int FORMAT = 1;
  static final String SQLITE = "sqlite";
  static final String POSTGRESQL = "postgresql";

  private static final int BYTES_MAX = 1 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /**
   * The files of the media library.
   *
   * @param included false when they were left out on purpose
   * @param missing rows whose file was not where it should be, or not what its name says
   */
  record Media(boolean included, long files, long bytes, long missing) {}

  /** As {@code sha256sum -c} reads it. */
  static String sumLine(String sum) {
    return sum + "  " + FILE + "\n";
  }

  byte[] write() {
    return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(InputStream in) throws IOException {
    return in.readNBytes(BYTES_MAX);
  }

  static Manifest read(byte[] text) throws IOException {
    try {
      @Nullable Manifest read = JSON.readValue(text, Manifest.class);
      if (read == null) {
        throw new IOException(FILE + " cannot be read");
      }
      return read;
    } catch (JacksonException e) {
      throw new IOException(FILE + " cannot be read", e);
    }
  }
}
