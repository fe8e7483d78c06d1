package io.xiaoer.send;

import io.xiaoer.sdk.api.Failure;
import io.xiaoer.sdk.api.KfApi;
import io.xiaoer.sdk.api.OutgoingMessage.Body;
import io.xiaoer.sdk.api.UploadKind;
import io.xiaoer.sdk.event.OpenId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The files that answers carry, as whoever keeps them gives them. The platform takes a file apart
 * from the message and for one customer only, so it is handed over when the message is about to be
 * sent, and not before.
 */
public interface Attachments {

  /** Why a file cannot be sent. */
  enum Objection {
    /** There is none of this id. */
    ABSENT,
    /** It is no image, video or file, as the message says. */
    OTHER_KIND
  }

  /**
   * Whether {@code mediaId} can be sent as {@code kind}. Asked in the transaction that queues the
   * message: what is let through here must stay until the message has come to an end.
   */
  Optional<Objection> objection(JdbcClient jdbc, UploadKind kind, String mediaId);

  /**
   * Uploads the file for this customer, or finds that it was uploaded for him before and is still
   * there. May take as long as a large file takes; called by a virtual thread, and again after a
   * failure that may pass.
   */
  Prepared prepare(KfApi platform, Recipient recipient, UploadKind kind, String mediaId);

  /**
   * The platform refused a message that showed what {@link #prepare} gave: next time it is uploaded
   * anew.
   */
  void refused(Recipient recipient, UploadKind kind, String mediaId);

  /** One customer of one shop. */
  record Recipient(String shop, OpenId openId) {}

  /** What came of it. */
  sealed interface Prepared {
    /** The body of the message that shows it. */
    record Ready(Body body) implements Prepared {}

    /** The platform did not take it; a file of which nothing is known is uploaded again. */
    record Failed(Failure why) implements Prepared {}

    /**
     * It can never be sent: it is gone, empty or too large.
     *
     * @param reason for people, without a name or content
     */
    record Unfit(String reason) implements Prepared {}
  }
}
