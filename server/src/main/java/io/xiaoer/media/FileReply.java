package io.xiaoer.media;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.store.SeldomLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * A strangers' file on its way to a browser. It never changes under its address, so it may be kept
 * for ever; it is what we say it is and nothing else; and it may do nothing, whatever it holds.
 */
final class FileReply {
  private static final Logger log = LoggerFactory.getLogger(FileReply.class);
  private static final SeldomLog LOST = SeldomLog.errors(log);
  private static final SeldomLog UNREAD = SeldomLog.warnings(log);

  private static final Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
  private static final int BLOCK_BYTES = 64 * 1024;

  private final String sha256;
  private final long size;
  private final FileType type;
  private final String name;

  private boolean notModified;
  private boolean attached;
  private Asked asked = new Asked.Whole();

  private sealed interface Asked {
    record Whole() implements Asked {}

    record Part(long from, long length) implements Asked {}

    record Nothing() implements Asked {}
  }

  private FileReply(String sha256, long size, FileType type, String name) {
    this.sha256 = sha256;
    this.size = size;
    this.type = type;
    this.name = name;
  }

  static FileReply of(String sha256, long size, FileType type, String name) {
    return new FileReply(sha256, size, type, name);
  }

  /** Reads what the browser has and wants. */
  FileReply asked(HttpServletRequest request, boolean download) {
    attached = download || !type.inline();
    notModified = matches(request.getHeader("If-None-Match"));
    String ifRange = request.getHeader("If-Range");
    String range = request.getHeader("Range");
    // A date says less than the tag we give, so it is never good enough for a part.
    asked =
        range == null || (ifRange != null && !ifRange.strip().equals(tag()))
            ? new Asked.Whole()
            : part(range);
    return this;
  }

  void send(MediaLibrary library, HttpServletResponse response, boolean headOnly)
      throws IOException {
    head(response);
    if (notModified) {
      response.setStatus(HttpStatus.NOT_MODIFIED.value());
      return;
    }
    long from;
    long length;
    switch (asked) {
      case Asked.Nothing _ -> {
        response.setHeader("Content-Range", "bytes */" + size);
        response.setStatus(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE.value());
        return;
      }
      case Asked.Part part -> {
        from = part.from;
        length = part.length;
        response.setStatus(HttpStatus.PARTIAL_CONTENT.value());
        response.setHeader(
            "Content-Range", "bytes %s-%s/%s".formatted(from, from + length - 1, size));
      }
      case Asked.Whole _ -> {
        from = 0;
        length = size;
      }
    }
    try (InputStream in = open(library, from, length, response)) {
      response.setContentType(type.servedAs());
      response.setContentLengthLong(length);
      if (!headOnly) {
        copy(in, response.getOutputStream());
      }
    } catch (FileNotFoundException e) {
      LOST.say(
          "media: %s is in no storage of this node; see its first log lines".formatted(sha256));
      response.reset();
      throw ApiProblem.of(
          HttpStatus.NOT_FOUND, "not_in_vault", "The file is known and not where it should be.");
    }
  }

  /** What keeps the files may be out of order for a while, which is no fault of this server. */
  private InputStream open(
      MediaLibrary library, long from, long length, HttpServletResponse response)
      throws FileNotFoundException {
    try {
      return library.open(sha256, size, from, length);
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      UNREAD.say(
          "media: %s cannot be read now: %s".formatted(sha256, e.getClass().getSimpleName()));
      response.reset();
      throw ApiProblem.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "files_unavailable",
          "The file store is not available. Try again later.");
    }
  }

  private void head(HttpServletResponse response) {
    response.setHeader("ETag", tag());
    response.setHeader("Cache-Control", "private, max-age=31536000, immutable");
    response.setHeader("Accept-Ranges", "bytes");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Content-Disposition", disposition());
  }

  private String tag() {
    return "\"" + sha256 + "\"";
  }

  private boolean matches(@Nullable String ifNoneMatch) {
    return ifNoneMatch != null
        && (ifNoneMatch.strip().equals("*")
            || Arrays.stream(ifNoneMatch.split(",", -1))
                .map(String::strip)
                .anyMatch(tag -> tag.equals(tag()) || tag.equals("W/" + tag())));
  }

  /** One part; whoever asks for several or in another unit gets the whole, as one may. */
  private Asked part(String range) {
    Matcher matcher = ONE_RANGE.matcher(range.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return new Asked.Whole();
    }
    Optional<Long> first = number(matcher.group(1));
    Optional<Long> last = number(matcher.group(2));
    if (first.isEmpty()) {
      if (last.isEmpty()) {
        return new Asked.Whole();
      }
      long length = Math.min(last.get(), size); // so many from the end
      return length == 0 ? new Asked.Nothing() : new Asked.Part(size - length, length);
    }
    long from = first.get();
    if (last.isPresent() && last.get() < from) {
      return new Asked.Whole();
    }
    long to = Math.min(last.orElse(size - 1), size - 1);
    return from >= size ? new Asked.Nothing() : new Asked.Part(from, to - from + 1);
  }

  private static Optional<Long> number(String digits) {
    return digits.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(digits));
  }

  /** RFC 6266: a name for everybody, and the real one beside it. */
  private String disposition() {
    StringBuilder plain = new StringBuilder();
    name.codePoints().forEach(c -> plain.append(isPlain(c) ? Character.toString(c) : "_"));
    StringBuilder extended = new StringBuilder();
    for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
      int c = one & 0xFF;
      if ((c < 0x80 && Character.isLetterOrDigit(c)) || c == '.' || c == '-' || c == '_') {
        extended.append((char) c);
      } else {
        extended.append(String.format(Locale.ROOT, "%%%02X", c));
      }
    }
    return "%s; filename=\"%s\"; filename*=UTF-8''%s"
        .formatted(attached ? "attachment" : "inline", plain, extended);
  }

  private static boolean isPlain(int c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '%';
  }

  private static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    for (int read = in.read(block); read >= 0; read = in.read(block)) {
      out.write(block, 0, read);
    }
  }
}
