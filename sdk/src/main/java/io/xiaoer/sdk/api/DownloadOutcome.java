package io.xiaoer.sdk.api;

/** What is known after one try to fetch a file. */
public sealed interface DownloadOutcome {
  /**
   * The sink has it all.
   *
   * @param contentType as the other side says, which proves nothing; may be empty
   * @param fileName as the other side says; may be empty, and may hold anything, separators of
   *     folders and controls included
   * @param bytes how many; at least one
   */
  record Downloaded(String contentType, String fileName, long bytes) implements DownloadOutcome {
    /** Not the name, which is the customer's own. */
    @Override
    public String toString() {
      return "Downloaded[" + contentType + ", " + bytes + " bytes]";
    }
  }

  /** It is not there (any more): HTTP 404 or 410. */
  record Gone(int status) implements DownloadOutcome {}

  /** The platform says no, with an error in place of the file. */
  record Refused(ApiError error) implements DownloadOutcome {}

  /**
   * The URL, or the one it redirects to, may not be contacted, and was not.
   *
   * @param objection for logs; does not quote the URL
   */
  record NotAllowed(String objection) implements DownloadOutcome {}

  /** Longer than allowed. The sink may hold its beginning. */
  record TooLarge(long bytesMax) implements DownloadOutcome {}

  /**
   * The sink failed: it is our disk, and not the platform.
   *
   * @param cause for logs
   */
  record NotKept(String cause) implements DownloadOutcome {}

  /**
   * No file and no clear word: any other HTTP status, a broken line, no answer in time. Try again
   * later. The sink may hold its beginning.
   *
   * @param cause for logs; does not quote the URL
   */
  record Unknown(String cause) implements DownloadOutcome {}
}
