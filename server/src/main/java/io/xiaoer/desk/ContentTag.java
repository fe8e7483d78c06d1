package io.xiaoer.desk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.core.io.Resource;

/**
 * Names a file by its content. Times do not: after a step back to an older version the file is
 * older than the one a browser has, and would be taken for unchanged.
 */
final class ContentTag implements Function<Resource, String> {
  private static final int HASH_CHARS = 32;

  /** Of files in the jar, which are few and stay as they are. */
  private final Map<String, String> known = new ConcurrentHashMap<>();

  @Override
  public String apply(Resource file) {
    return known.computeIfAbsent(file.getDescription(), _ -> tag(file));
  }

  /** A weak one: a strong one would forbid to compress the file. */
  private static String tag(Resource file) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(file.getContentAsByteArray());
      return "W/\"%s\"".formatted(HexFormat.of().formatHex(hash).substring(0, HASH_CHARS));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
