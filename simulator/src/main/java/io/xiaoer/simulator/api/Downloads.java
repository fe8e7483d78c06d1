package io.xiaoer.simulator.api;

import io.xiaoer.simulator.error.ApiError;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.fault.Faults;
import io.xiaoer.simulator.http.Answer;
import io.xiaoer.simulator.http.Call;
import io.xiaoer.simulator.media.MediaStore;
import io.xiaoer.simulator.media.StoredFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Files behind their download addresses: without a token, as it appears to be. The answer to an
 * unknown or outlived file is a guess.
 */
final class Downloads {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,10})-(\\d{0,10})");
  private static final int SLICES = 40;
  private static final byte[] MEGABYTE = new byte[1024 * 1024];

  private final MediaStore media;
  private final Faults faults;
  private final Supplier<URI> baseUrl;

  Downloads(MediaStore media, Faults faults, Supplier<URI> baseUrl) {
    this.media = media;
    this.faults = faults;
    this.baseUrl = baseUrl;
  }

  /** As the desk is answered. */
  Answer underFaults(Call call) {
    if (!call.isGet()) {
      return plain(call);
    }
    Optional<Fault.OnDownload> fault = faults.takeOnDownload();
    if (fault.isEmpty()) {
      return plain(call);
    }
    return switch (fault.get()) {
      case Fault.MediaGone(int status) when status == 200 ->
          Answer.json(
              200,
              JsonNodeFactory.instance
                  .objectNode()
                  .put("errcode", ApiError.ARGUMENTS.code())
                  .put("errmsg", ApiError.ARGUMENTS.message()));
      case Fault.MediaGone(int status) -> Answer.text(status, "no such file");
      case Fault.ReplaceMedia(String type, String body, boolean named) -> {
        Answer.Body other =
            new Answer.Body(200, type, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        yield named ? other.with("Content-Disposition", "attachment; filename=\"file\"") : other;
      }
      case Fault.RedirectMedia(String location) -> redirect(call, location);
      case Fault.OversizedMedia(int megabytes) ->
          new Answer.Stream(
              contentType(call),
              Map.of(),
              out -> {
                for (int i = 0; i < megabytes; i++) {
                  out.write(MEGABYTE);
                }
              });
      case Fault.SlowMedia(var spread) ->
          plain(call) instanceof Answer.Body whole
              ? new Answer.Stream(
                  whole.contentType(),
                  Map.of("Content-Length", String.valueOf(whole.bytes().length)),
                  out -> {
                    byte[] bytes = whole.bytes();
                    for (int i = 0; i < SLICES; i++) {
                      int from = (int) ((long) bytes.length * i / SLICES);
                      int to = (int) ((long) bytes.length * (i + 1) / SLICES);
                      out.write(bytes, from, to - from);
                      out.flush();
                      Thread.sleep(spread.dividedBy(SLICES));
                    }
                  })
              : plain(call);
      case Fault.CutMedia() ->
          plain(call) instanceof Answer.Body whole
              ? new Answer.Cut(whole, whole.bytes().length / 2)
              : plain(call);
      case Fault.WrongMediaType(String type) ->
          plain(call) instanceof Answer.Body whole
              ? new Answer.Body(whole.status(), type, whole.headers(), whole.bytes())
              : plain(call);
    };
  }

  private String contentType(Call call) {
    return find(call).map(StoredFile::contentType).orElse("application/octet-stream");
  }

  private Answer redirect(Call call, String location) {
    return Answer.text(302, "elsewhere")
        .with("Location", location.isEmpty() ? sameUnderAnotherName(call) : location);
  }

  private String sameUnderAnotherName(Call call) {
    URI base = baseUrl.get();
    String other = "localhost".equals(base.getHost()) ? "127.0.0.1" : "localhost";
    return "http://"
        + other
        + ":"
        + base.getPort()
        + MediaStore.DOWNLOAD_PATH
        + "?encrypted_param="
        + call.parameter("encrypted_param").orElse("");
  }

  private Optional<StoredFile> find(Call call) {
    return call.parameter("encrypted_param").flatMap(media::find);
  }

  /** As the pages are answered. */
  Answer plain(Call call) {
    if (!call.isGet()) {
      return Answer.text(405, "GET only");
    }
    Optional<StoredFile> found = find(call);
    if (found.isEmpty()) {
      return Answer.text(404, "no such file");
    }
    StoredFile file = found.get();
    Answer.Body whole =
        new Answer.Body(200, file.contentType(), Map.of(), file.bytes())
            .with("Accept-Ranges", "bytes")
            // A file may be anything, and the pages live under the same address.
            .with("Content-Security-Policy", "sandbox; default-src 'none'")
            .with("X-Content-Type-Options", "nosniff")
            .with("Cache-Control", "private, max-age=3600");
    return call.header("range").flatMap(range -> part(whole, range)).orElse(whole);
  }

  /** One range, as video players ask for; anything else gets the whole. */
  private static Optional<Answer.Body> part(Answer.Body whole, String range) {
    var matcher = RANGE.matcher(range);
    int length = whole.bytes().length;
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long from = Long.parseLong(matcher.group(1));
    long to = matcher.group(2).isEmpty() ? length - 1 : Long.parseLong(matcher.group(2));
    if (from >= length || to < from) {
      return Optional.empty();
    }
    int end = (int) Math.min(to, length - 1);
    return Optional.of(
        new Answer.Body(
                206,
                whole.contentType(),
                whole.headers(),
                Arrays.copyOfRange(whole.bytes(), (int) from, end + 1))
            .with("Content-Range", "bytes " + from + "-" + end + "/" + length));
  }
}
