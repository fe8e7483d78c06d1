package io.xiaoer.simulator.page;

import io.xiaoer.simulator.catalog.Catalog;
import io.xiaoer.simulator.catalog.Picture;
import io.xiaoer.simulator.customer.Attachments;
import io.xiaoer.simulator.customer.Content;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Reads what a customer is to send.
 *
 * <p>Shaped as the event's own objects. An image, video or file without a {@code cos_url} may bring
 * its bytes ({@code data} in Base64, {@code name}, {@code content_type}); with neither a sample is
 * sent.
 */
final class Requests {
  private final Attachments attachments;
  private final Catalog catalog;

  Requests(Attachments attachments, Catalog catalog) {
    this.attachments = attachments;
    this.catalog = catalog;
  }

  /** What was read, or why it cannot be sent. */
  sealed interface Asked {
    record ToSend(Content content) implements Asked {}

    record Wrong(String why) implements Asked {}
  }

  @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
  private record Upload(String name, String contentType, byte[] bytes) {}

  Asked read(String shop, String openId, JsonNode body) {
    String type = body.path("msg_type").asString("");
    JsonNode fields = body.path(type);
    Optional<Upload> upload;
    try {
      upload = upload(fields);
    } catch (IllegalArgumentException e) {
      return new Asked.Wrong(type + ".data: not Base64");
    }
    String url = fields.path("cos_url").asString("");
    return switch (type) {
      case "" -> new Asked.Wrong("msg_type: missing");
      case "text" ->
          fields.path("content").isString()
              ? new Asked.ToSend(new Content.Text(fields.path("content").stringValue()))
              : new Asked.Wrong("text.content: missing");
      case "image" -> new Asked.ToSend(image(shop, openId, fields, url, upload));
      case "video" -> new Asked.ToSend(video(shop, openId, fields, url, upload));
      case "file" -> new Asked.ToSend(file(shop, openId, fields, url, upload));
      case "product_share" ->
          new Asked.ToSend(
              new Content.ProductShare(
                  fields.path("product_id").asString(catalog.products().getFirst().id())));
      case "order_share" -> {
        String id =
            fields.path("order_id").asString(catalog.ordersOf(shop, openId).getFirst().id());
        yield new Asked.ToSend(
            new Content.OrderShare(catalog.orderSharedBy(shop, openId, id).id()));
      }
      case "voice" ->
          new Asked.ToSend(
              new Content.Voice(
                  fields.path("translated_msg").asString(""),
                  Duration.ofMillis(fields.path("play_length").asLong(3_000)),
                  fields.path("translation_succ").asBoolean(true)));
      case String unknown ->
          unknown.chars().allMatch(c -> c == '_' || Character.isLetterOrDigit(c))
              ? new Asked.ToSend(new Content.Other(unknown, fields.deepCopy()))
              : new Asked.Wrong("msg_type: letters, digits and _ only");
    };
  }

  private static Optional<Upload> upload(JsonNode fields) {
    if (!fields.path("data").isString()) {
      return Optional.empty();
    }
    return Optional.of(
        new Upload(
            fields.path("name").asString("file"),
            fields.path("content_type").asString("application/octet-stream"),
            Base64.getDecoder().decode(fields.path("data").stringValue())));
  }

  private Content image(
      String shop, String openId, JsonNode fields, String url, Optional<Upload> upload) {
    if (!url.isEmpty()) {
      return new Content.Image(url);
    }
    return upload
        .map(u -> attachments.image(shop, openId, u.name(), u.contentType(), u.bytes()))
        .orElseGet(() ->
            switch (fields.path("sample").asString("")) {
              case "photo" -> attachments.photo(shop, openId);
              case "png" -> attachments.screenshot(shop, openId);
              case String drawing ->
                  attachments.image(
                      shop, openId, Picture.named(drawing).orElse(Picture.BROKEN_CUP));
            });
  }

  private Content video(
      String shop, String openId, JsonNode fields, String url, Optional<Upload> upload) {
    if (!url.isEmpty()) {
      return new Content.Video(
          url, fields.path("ld_img_url").asString(""), fields.path("play_length").asInt(0));
    }
    int seconds = fields.path("play_length").asInt(4);
    return upload
        .map(u -> attachments.video(shop, openId, u.name(), u.contentType(), u.bytes(), seconds))
        .orElseGet(() -> attachments.video(shop, openId));
  }

  private Content file(
      String shop, String openId, JsonNode fields, String url, Optional<Upload> upload) {
    if (!url.isEmpty()) {
      return new Content.File(url);
    }
    return upload
        .map(u -> attachments.file(shop, openId, u.name(), u.contentType(), u.bytes()))
        .orElseGet(() ->
            fields.path("sample").asString("").equals("txt")
                ? attachments.textFile(shop, openId)
                : attachments.pdf(shop, openId));
  }
}
