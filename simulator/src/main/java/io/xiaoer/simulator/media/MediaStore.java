package io.xiaoer.simulator.media;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Files behind download URLs. */
public final class MediaStore {
  public static final String DOWNLOAD_PATH = "/shop/commkf/downloadmedia";

  /** The same files for the pages, which no fault may strike in the desk's stead. */
  public static final String VIEW_PATH = "/sim/media";

  /** How long the platform keeps an uploaded file; for what customers send it is not known. */
  public static final Duration KEPT = Duration.ofDays(14);

  // An embedded simulator lives in the test's own heap; the oldest files give way.
  private static final long BYTES_MAX = 256L * 1024 * 1024;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Supplier<URI> baseUrl;
  private final Map<String, StoredFile> files = new LinkedHashMap<>();
  private long bytesKept;

  public MediaStore(InstantSource clock, RandomGenerator random, Supplier<URI> baseUrl) {
    this.clock = clock;
    this.random = random;
    this.baseUrl = baseUrl;
  }

  /** Keeps the file and gives its download URL, shaped as in the platform's samples. */
  public synchronized String keep(
      String shop, String openId, Kind kind, String name, String contentType, byte[] bytes) {
    byte[] secret = new byte[24];
    random.nextBytes(secret);
    String parameter = HexFormat.of().formatHex(secret);
    files.put(parameter, new StoredFile(shop, kind, name, contentType, bytes, clock.instant()));
    bytesKept += bytes.length;
    Iterator<StoredFile> oldest = files.values().iterator();
    while (bytesKept > BYTES_MAX && files.size() > 1) {
      bytesKept -= oldest.next().bytes().length;
      oldest.remove();
    }
    return baseUrl.get()
        + DOWNLOAD_PATH
        + "?encrypted_param="
        + parameter
        + "&timestamp="
        + clock.instant().getEpochSecond()
        + "&openid="
        + URLEncoder.encode(openId, StandardCharsets.UTF_8)
        + "&msg_type="
        + kind.number();
  }

  /** The file by the parameter in its URL, while it is kept. */
  public synchronized Optional<StoredFile> find(String encryptedParam) {
    return Optional.ofNullable(files.get(encryptedParam))
        .filter(file -> clock.instant().isBefore(file.since().plus(KEPT)));
  }

  public Optional<StoredFile> findByUrl(String url) {
    return encryptedParam(url).flatMap(this::find);
  }

  /** The same file on the page's own address, whatever name the page was opened under. */
  public static Optional<String> localPath(String url) {
    int path = url.indexOf(DOWNLOAD_PATH + "?");
    return path < 0
        ? Optional.empty()
        : Optional.of(VIEW_PATH + url.substring(path + DOWNLOAD_PATH.length()));
  }

  /** Empty for what nobody can have encoded: the desk may send any text as an address. */
  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> encryptedParam(String url) {
    int question = url.indexOf('?');
    if (question < 0) {
      return Optional.empty();
    }
    for (@Nullable String pair : url.substring(question + 1).split("&", -1)) {
      if (pair != null && pair.startsWith("encrypted_param=")) {
        return decoded(pair.substring("encrypted_param=".length()));
      }
    }
    return Optional.empty();
  }
}
