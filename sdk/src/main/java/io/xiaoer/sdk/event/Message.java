package io.xiaoer.sdk.event;

import java.time.Duration;

/**
 * What a customer sent, in the seven kinds the platform documents, or {@link Unknown}.
 *
 * <p>A field that the platform left out is an empty string, or no duration. No kind prints its
 * content: a URL carries the customer's OpenID, and a text is the customer's own.
 *
 * @see <a
 *     href="https://developers.weixin.qq.com/doc/store/shop/notify/kf_callback/kf_msg_event">the
 *     event on the platform's pages</a>
 */
public sealed interface Message {

  /** What can be read: written, or a transcript. */
  sealed interface Words extends Message {
    /** May be empty, and may hold any character. */
    String words();
  }

  /** Something that the platform keeps as a file. */
  sealed interface Attachment extends Message {
    /** Where it keeps it, for an unknown time: fetch it at once. */
    String cosUrl();
  }

  /** A card of something of the shop's. */
  sealed interface Share extends Message {}

  /**
   * Words.
   *
   * @param content may be empty, and may hold any character
   */
  record Text(String content) implements Words {
    @Override
    public String words() {
      return content;
    }

    @Override
    public String toString() {
      return "Text[" + content.length() + " chars]";
    }
  }

  /**
   * A picture.
   *
   * @param cosUrl where the platform keeps the image, for an unknown time: fetch it at once
   */
  record Image(String cosUrl) implements Attachment {
    @Override
    public String toString() {
      return "Image[url of " + cosUrl.length() + " chars]";
    }
  }

  /**
   * A moving picture.
   *
   * @param cosUrl where the platform keeps the video
   * @param coverUrl where it keeps the cover image ({@code ld_img_url})
   * @param playLength told in whole seconds
   */
  record Video(String cosUrl, String coverUrl, Duration playLength) implements Attachment {
    @Override
    public String toString() {
      return "Video[url of " + cosUrl.length() + " chars, " + playLength + "]";
    }
  }

  /**
   * Any other file.
   *
   * @param cosUrl where the platform keeps the file; it tells neither name, size nor type
   */
  record File(String cosUrl) implements Attachment {
    @Override
    public String toString() {
      return "File[url of " + cosUrl.length() + " chars]";
    }
  }

  /**
   * A card of one of the shop's products.
   *
   * @param productId text, also where the platform wrote a number
   */
  record ProductShare(String productId) implements Share {
    @Override
    public String toString() {
      return "ProductShare[id of " + productId.length() + " chars]";
    }
  }

  /**
   * A card of one of the customer's orders.
   *
   * @param orderId text, also where the platform wrote a number
   */
  record OrderShare(String orderId) implements Share {
    @Override
    public String toString() {
      return "OrderShare[id of " + orderId.length() + " chars]";
    }
  }

  /**
   * A voice message; the platform gives its transcript and no sound.
   *
   * @param translatedMsg the transcript, empty when there is none
   * @param playLength told in milliseconds
   * @param translated whether the platform says that it understood the voice
   */
  record Voice(String translatedMsg, Duration playLength, boolean translated) implements Words {
    @Override
    public String words() {
      return translatedMsg;
    }

    @Override
    public String toString() {
      return "Voice[" + translatedMsg.length() + " chars, " + playLength + "]";
    }
  }

  /**
   * A kind that this library does not know; what it holds is in {@link Head#raw()}.
   *
   * @param msgType as the platform named it; empty when it did not
   */
  record Unknown(String msgType) implements Message {
    @Override
    public String toString() {
      return "Unknown[type of " + msgType.length() + " chars]";
    }
  }
}
