package io.xiaoer.simulator;

import io.xiaoer.simulator.catalog.OrderStep;
import io.xiaoer.simulator.catalog.Picture;
import io.xiaoer.simulator.customer.Content;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A customer with a phone in hand. Everything sent gives the message's msg_id. */
public final class Customer {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Platform platform;
  private final String shop;
  private final String openId;
  private final Supplier<String> msgIds;

  Customer(Platform platform, String shop, String openId, Supplier<String> msgIds) {
    this.platform = platform;
    this.shop = shop;
    this.openId = openId;
    this.msgIds = msgIds;
  }

  public String openId() {
    return openId;
  }

  public String shop() {
    return shop;
  }

  public String says(String text) {
    return send(new Content.Text(text));
  }

  /** A photograph of a cracked cup. */
  public String sendsImage() {
    return sendsImage(Picture.BROKEN_CUP);
  }

  public String sendsImage(Picture picture) {
    return send(platform.attachments().image(shop, openId, picture));
  }

  /** As a phone takes it: over a megabyte, to be turned by its EXIF data. */
  public String sendsPhoto() {
    return send(platform.attachments().photo(shop, openId));
  }

  public String sendsImage(String contentType, byte[] bytes) {
    return send(platform.attachments().image(shop, openId, "image", contentType, bytes));
  }

  /** A real video of a few seconds. */
  public String sendsVideo() {
    return send(platform.attachments().video(shop, openId));
  }

  public String sendsVideo(String contentType, byte[] bytes, Duration length) {
    return send(
        platform
            .attachments()
            .video(shop, openId, "video", contentType, bytes, (int) length.toSeconds()));
  }

  /** A one-page PDF. */
  public String sendsFile() {
    return send(platform.attachments().pdf(shop, openId));
  }

  public String sendsTextFile() {
    return send(platform.attachments().textFile(shop, openId));
  }

  public String sendsFile(String name, String contentType, byte[] bytes) {
    return send(platform.attachments().file(shop, openId, name, contentType, bytes));
  }

  public String sharesProduct() {
    return sharesProduct(platform.catalog().products().getFirst().id());
  }

  public String sharesProduct(String productId) {
    return send(new Content.ProductShare(productId));
  }

  /** The newest of the customer's own orders. */
  public String sharesOrder() {
    return sharesOrder(orders().getFirst());
  }

  public String sharesOrder(String orderId) {
    platform.catalog().orderSharedBy(shop, openId, orderId);
    return send(new Content.OrderShare(orderId));
  }

  /** The ids of the customer's orders, newest first. */
  public List<String> orders() {
    return platform.catalog().ordersOf(shop, openId).stream().map(order -> order.id()).toList();
  }

  /** Places an order of one piece; gives the order's id. The shop is told by an event. */
  public String buys(String productId) {
    return buys(productId, 1);
  }

  public String buys(String productId, int count) {
    return platform.buy(this, productId, count);
  }

  /** Pays the order; gives the event's name among the deliveries. */
  public String pays(String orderId) {
    return platform.step(this, orderId, OrderStep.PAY);
  }

  public String cancels(String orderId) {
    return platform.step(this, orderId, OrderStep.CANCEL);
  }

  /** Confirms that the order has arrived. */
  public String confirms(String orderId) {
    return platform.step(this, orderId, OrderStep.CONFIRM);
  }

  public String speaks(String transcript, Duration length) {
    return send(new Content.Voice(transcript, length, true));
  }

  /** A voice message of which no transcript could be made. */
  public String mumbles(Duration length) {
    return send(new Content.Voice("", length, false));
  }

  /** A kind that is not published, with its object as JSON. */
  public String sendsUnknown(String type, String fieldsJson) {
    try {
      return send(new Content.Other(type, JSON.readTree(fieldsJson)));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("fields: not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private String send(Content content) {
    return platform.say(this, content, msgIds);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Customer that
        && that.platform == platform
        && that.shop.equals(shop)
        && that.openId.equals(openId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(shop, openId);
  }

  @Override
  public String toString() {
    return openId + " of " + shop;
  }
}
