package io.xiaoer.sdk.api;

/** What is known after one try to upload a file. A second upload does no harm. */
public sealed interface UploadOutcome {
  /**
   * The platform keeps it for 14 days, for this customer.
   *
   * @param cosUrl holds the customer's OpenID: never give it to a browser
   */
  record Uploaded(UploadKind kind, String cosUrl) implements UploadOutcome {
    /** The body of a message that shows it. */
    public OutgoingMessage.Body body() {
      return kind.body(cosUrl);
    }

    @Override
    public String toString() {
      return "Uploaded[" + kind + ", url of " + cosUrl.length() + " chars]";
    }
  }

  /** Nothing was opened or sent: the platform takes no empty files. */
  record Empty() implements UploadOutcome {}

  /**
   * Nothing was opened or sent.
   *
   * @param bytes of the file; {@link Upload#bytesMax} are allowed
   */
  record TooLarge(long bytes) implements UploadOutcome {}

  /**
   * The source could not be opened or read to its end, or was not as long as it said. The platform
   * has no whole file.
   *
   * @param cause for logs; holds neither name nor content
   */
  record Unreadable(String cause) implements UploadOutcome {}

  /** The platform did not take it; {@code why} says what to do next. */
  record Failed(Failure why) implements UploadOutcome {}
}
