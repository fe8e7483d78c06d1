package io.xiaoer.simulator.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Attributes;
import org.jspecify.annotations.Nullable;

/** The parts of a multipart/form-data body. */
public record Multipart(Map<String, Part> parts) {
  private static final int PARTS_MAX = 16;

  /** One part; plain fields have no file name. */
  @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
  public record Part(@Nullable String fileName, @Nullable String contentType, byte[] bytes) {
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** Either the parts or why there are none. */
  public sealed interface Parsed {
    record Parts(Multipart multipart) implements Parsed {}

    record Malformed(String why) implements Parsed {}
  }

  public static Parsed parse(Call call) {
    String contentType = call.header("content-type").orElse("");
    if (!contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
      return new Parsed.Malformed("Content-Type: not multipart/form-data");
    }
    MultiPartConfig config =
        new MultiPartConfig.Builder()
            .maxParts(PARTS_MAX)
            .maxSize(-1) // The body is in memory already, and bounded.
            .maxPartSize(-1)
            .maxMemoryPartSize(-1)
            .useFilesForPartsWithoutFileName(false)
            .build();
    Map<String, Part> parts = new LinkedHashMap<>();
    try (MultiPartFormData.Parts parsed =
        MultiPartFormData.getParts(
            Content.Source.from(ByteBuffer.wrap(call.body())),
            new Attributes.Mapped(),
            contentType,
            config)) {
      for (MultiPart.Part part : parsed) {
        ByteBuffer bytes = Content.Source.asByteBuffer(part.getContentSource());
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        parts.putIfAbsent(
            part.getName(),
            new Part(part.getFileName(), part.getHeaders().get("Content-Type"), copy));
      }
    } catch (Exception e) {
      return new Parsed.Malformed("multipart: " + e.getMessage());
    }
    return new Parsed.Parts(new Multipart(parts));
  }
}
