package io.xiaoer.conversation;

import io.xiaoer.sdk.api.UploadKind;
import java.time.Duration;

/**
 * What a message says, by its kind. A new kind is a new case here, of one group and one direction,
 * and the compiler names all places that must know it; who needs only the group asks for that. Rows
 * are written and read by {@link MessageBodyCodec} alone.
 */
public sealed interface MessageBody {

  /** What can be read: written, or a transcript. */
  sealed interface Words extends MessageBody {
    /** May be empty. */
    String words();
  }

  /** An image, a video or a file. */
  sealed interface Attachment extends MessageBody {
    UploadKind kind();
  }

  /** A card of something of the shop's. */
  sealed interface Share extends MessageBody {
    /** The platform's id of it. */
    String sharedId();
  }

  /** What a shop can send. */
  sealed interface Sendable extends MessageBody {}

  /** What only the platform brings. */
  sealed interface Received extends MessageBody {}

  record Text(String content) implements Words, Sendable {
    @Override
    public String words() {
      return content;
    }

    @Override
    public String toString() {
      return "Text[" + content.length() + " chars]";
    }
  }

  /** An image, a video or a file of an answer, by the id under which it is kept. */
  record Media(UploadKind kind, String mediaId) implements Attachment, Sendable {}

  /**
   * An image, a video or a file of a customer's. Where it is stored is told by the feature that
   * fetches it.
   *
   * @param playLength of a video, in whole seconds; zero otherwise
   */
  record ReceivedMedia(UploadKind kind, Duration playLength) implements Attachment, Received {}

  record ProductShare(String productId) implements Share, Sendable {
    @Override
    public String sharedId() {
      return productId;
    }
  }

  record OrderShare(String orderId) implements Share, Sendable {
    @Override
    public String sharedId() {
      return orderId;
    }
  }

  /**
   * A spoken message.
   *
   * @param translatedMsg what was said, as the platform wrote it down; may be empty
   * @param playLength in milliseconds
   * @param translated false when the platform could not write it down
   */
  record Voice(String translatedMsg, Duration playLength, boolean translated)
      implements Words, Received {
    @Override
    public String words() {
      return translatedMsg;
    }

    @Override
    public String toString() {
      return "Voice[" + playLength + "]";
    }
  }

  /**
   * Of a kind that this version does not know, or that cannot be read.
   *
   * @param msgType the platform's name of it
   * @param raw the whole clear text
   */
  record Unknown(String msgType, String raw) implements Received {
    @Override
    public String toString() {
      return "Unknown[" + msgType + "]";
    }
  }

  /** As the table and the API name the kind: the platform's msg_type, or {@code unknown}. */
  default String type() {
    return switch (this) {
      case Text _ -> "text";
      case Attachment attachment -> typeOf(attachment.kind());
      case ProductShare _ -> "product_share";
      case OrderShare _ -> "order_share";
      case Voice _ -> "voice";
      case Unknown _ -> "unknown";
    };
  }

  private static String typeOf(UploadKind kind) {
    return switch (kind) {
      case IMAGE -> "image";
      case VIDEO -> "video";
      case FILE -> "file";
    };
  }
}
