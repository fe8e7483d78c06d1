package io.xiaoer.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Tells how much has gone through. */
final class Told extends FilterOutputStream {
  private final String what;
  private final Progress progress;
  private long bytes;

  Told(OutputStream out, String what, Progress progress) {
    super(out);
    this.what = what;
    this.progress = progress;
  }

  @Override
  public void write(int one) throws IOException {
    out.write(one);
    bytes++;
  }

  @Override
  public void write(byte[] block, int offset, int length) throws IOException {
    out.write(block, offset, length);
    bytes += length;
    progress.bytes(what, bytes);
  }
}
