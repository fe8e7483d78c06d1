package io.xiaoer.sdk.api;

import java.io.IOException;
import java.io.OutputStream;

/** Where a download goes. Used only by the thread that downloads, and not after it has returned. */
@FunctionalInterface
public interface DownloadSink {
  /**
   * Called at most once, when the first bytes of a file are there; the stream is closed whatever
   * happens. It holds a whole file only when the outcome is {@link DownloadOutcome.Downloaded}.
   */
  OutputStream open() throws IOException;
}
