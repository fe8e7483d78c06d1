package io.xiaoer.sdk.api;

import io.xiaoer.sdk.event.OpenId;

/**
 * An answer to a customer.
 *
 * @param requestId by which the platform recognises a repetition; not blank, the same for every try
 * @param openId the customer, who must have written to the shop before
 * @see <a href="https://developers.weixin.qq.com/doc/store/shop/API/kf/api_sendmsg">sendmsg on the
 *     platform's pages</a>
 */
public record OutgoingMessage(String requestId, OpenId openId, Body body) {

  /**
   * An answer.
   *
   * @throws IllegalArgumentException when the request id is blank
   */
  public OutgoingMessage {
    if (requestId.isBlank()) {
      throw new IllegalArgumentException("request id: blank");
    }
  }

  /** The body prints its kind and size only. */
  @Override
  public String toString() {
    return "OutgoingMessage[" + requestId + ", " + openId + ", " + body + "]";
  }

  /** One of the six kinds that a shop can send. There is no voice. */
  public sealed interface Body {
    /** The value of {@code msg_type}, and the name of the object beside it. */
    String msgType();

    /** The name of the one field in that object. */
    String field();

    /** The value of that field. */
    String value();

    /**
     * Words.
     *
     * @param content not empty; the platform tells no longest length, and neighbouring channels
     *     take 2 048 bytes of UTF-8
     */
    record Text(String content) implements Body {
      @Override
      public String msgType() {
        return "text";
      }

      @Override
      public String field() {
        return "content";
      }

      @Override
      public String value() {
        return content;
      }

      @Override
      public String toString() {
        return "Text[" + content.length() + " chars]";
      }
    }

    /**
     * An image that was uploaded before.
     *
     * @param cosUrl from cosupload
     */
    record Image(String cosUrl) implements Body {
      @Override
      public String msgType() {
        return "image";
      }

      @Override
      public String field() {
        return "cos_url";
      }

      @Override
      public String value() {
        return cosUrl;
      }

      @Override
      public String toString() {
        return "Image[url of " + cosUrl.length() + " chars]";
      }
    }

    /**
     * A video that was uploaded before.
     *
     * @param cosUrl from cosupload
     */
    record Video(String cosUrl) implements Body {
      @Override
      public String msgType() {
        return "video";
      }

      @Override
      public String field() {
        return "cos_url";
      }

      @Override
      public String value() {
        return cosUrl;
      }

      @Override
      public String toString() {
        return "Video[url of " + cosUrl.length() + " chars]";
      }
    }

    /**
     * A file that was uploaded before.
     *
     * @param cosUrl from cosupload
     */
    record File(String cosUrl) implements Body {
      @Override
      public String msgType() {
        return "file";
      }

      @Override
      public String field() {
        return "cos_url";
      }

      @Override
      public String value() {
        return cosUrl;
      }

      @Override
      public String toString() {
        return "File[url of " + cosUrl.length() + " chars]";
      }
    }

    /**
     * A card of one of the shop's products.
     *
     * @param productId of a product of this shop
     */
    record ProductShare(String productId) implements Body {
      @Override
      public String msgType() {
        return "product_share";
      }

      @Override
      public String field() {
        return "product_id";
      }

      @Override
      public String value() {
        return productId;
      }

      @Override
      public String toString() {
        return "ProductShare[id of " + productId.length() + " chars]";
      }
    }

    /**
     * A card of one of the customer's orders.
     *
     * @param orderId of an order of this shop
     */
    record OrderShare(String orderId) implements Body {
      @Override
      public String msgType() {
        return "order_share";
      }

      @Override
      public String field() {
        return "order_id";
      }

      @Override
      public String value() {
        return orderId;
      }

      @Override
      public String toString() {
        return "OrderShare[id of " + orderId.length() + " chars]";
      }
    }
  }
}
