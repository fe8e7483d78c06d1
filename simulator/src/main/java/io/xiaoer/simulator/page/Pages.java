package io.xiaoer.simulator.page;

import io.xiaoer.simulator.catalog.Picture;
import io.xiaoer.simulator.catalog.Pictures;
import io.xiaoer.simulator.http.Answer;
import io.xiaoer.simulator.http.Call;
import io.xiaoer.simulator.http.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The static files and the drawn pictures. */
public final class Pages implements Endpoint {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src"
          + " 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
          + " 'none'";
  private static final String PICTURES = "/sim/pictures/";

  /** Every file there is; nothing else is ever read from the jar. */
  private static final Map<String, String> FILES =
      Map.of(
          "/", "index.html",
          "/deliveries", "deliveries.html",
          "/page/phones.css", "phones.css",
          "/page/phones.js", "phones.js",
          "/page/bubbles.js", "bubbles.js",
          "/page/words.js", "words.js",
          "/page/deliveries.js", "deliveries.js",
          "/favicon.ico", "icon.svg");

  private final Pictures pictures;

  public Pages(Pictures pictures) {
    this.pictures = pictures;
  }

  @Override
  public Optional<Answer> answer(Call call) {
    if (!call.isGet()) {
      return Optional.empty();
    }
    if (call.path().startsWith(PICTURES)) {
      return Picture.named(call.path().substring(PICTURES.length())).map(this::picture);
    }
    String file = FILES.get(call.path());
    return file == null ? Optional.empty() : Optional.of(page(file));
  }

  private Answer picture(Picture picture) {
    return new Answer.Body(200, "image/jpeg", Map.of(), pictures.jpeg(picture))
        .with("Cache-Control", "public, max-age=86400")
        .with("X-Content-Type-Options", "nosniff");
  }

  private static Answer page(String file) {
    return new Answer.Body(200, contentType(file), Map.of(), resource(file))
        .with("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer")
        .with("Cache-Control", "no-cache");
  }

  private static String contentType(String file) {
    return switch (file.substring(file.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case String other -> "application/octet-stream";
    };
  }

  private static byte[] resource(String file) {
    try (InputStream in = Pages.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("missing from the jar: " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
