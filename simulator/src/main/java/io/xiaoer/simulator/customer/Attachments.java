package io.xiaoer.simulator.customer;

import io.xiaoer.simulator.catalog.Picture;
import io.xiaoer.simulator.catalog.Pictures;
import io.xiaoer.simulator.media.Kind;
import io.xiaoer.simulator.media.MediaStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What customers attach: files they bring, or ones made by this project. */
public final class Attachments {
  private static final int SAMPLE_VIDEO_SECONDS = 4;

  private final MediaStore media;
  private final Pictures pictures;

  public Attachments(MediaStore media, Pictures pictures) {
    this.media = media;
    this.pictures = pictures;
  }

  public Content image(String shop, String openId, Picture picture) {
    return image(shop, openId, picture.fileName(), "image/jpeg", pictures.jpeg(picture));
  }

  public Content image(String shop, String openId, String name, String contentType, byte[] bytes) {
    return new Content.Image(media.keep(shop, openId, Kind.IMAGE, name, contentType, bytes));
  }

  /** A screen shot, as PNG. */
  public Content screenshot(String shop, String openId) {
    return image(shop, openId, "screenshot.png", "image/png", pictures.png(Picture.TEA_TABLE));
  }

  /** Over a megabyte, lying on its side with the turn noted in its EXIF data. */
  public Content photo(String shop, String openId) {
    return image(shop, openId, "IMG_2026.jpg", "image/jpeg", pictures.photo());
  }

  /** A few seconds of steam over a tea table. */
  public Content video(String shop, String openId) {
    return video(
        shop, openId, "steam.mp4", "video/mp4", resource("steam.mp4"), SAMPLE_VIDEO_SECONDS);
  }

  public Content video(
      String shop, String openId, String name, String contentType, byte[] bytes, int seconds) {
    String cover =
        media.keep(shop, openId, Kind.IMAGE, "cover.jpg", "image/jpeg", resource("steam.jpg"));
    String url = media.keep(shop, openId, Kind.VIDEO, name, contentType, bytes);
    return new Content.Video(url, cover, seconds);
  }

  public Content file(String shop, String openId, String name, String contentType, byte[] bytes) {
    return new Content.File(media.keep(shop, openId, Kind.FILE, name, contentType, bytes));
  }

  public Content pdf(String shop, String openId) {
    return file(shop, openId, "invoice.pdf", "application/pdf", SamplePdf.bytes());
  }

  public Content textFile(String shop, String openId) {
    String text = "收货清单\n\n青瓷茶杯 × 2\n桂花香薰蜡烛 × 1\n\n第二只茶杯杯口有裂纹。\n";
    return file(
        shop,
        openId,
        "收货清单.txt",
        "text/plain; charset=utf-8",
        text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] resource(String name) {
    try (InputStream in = Attachments.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing from the jar: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
