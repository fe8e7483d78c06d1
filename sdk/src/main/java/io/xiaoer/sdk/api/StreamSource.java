package io.xiaoer.sdk.api;

import java.io.IOException;
import java.io.InputStream;

/** Neither name nor content is printed: both may be a customer's. */
record StreamSource(String name, String contentType, long length, Opening opening)
    implements UploadSource {
  interface Opening {
    InputStream open() throws IOException;
  }

  @Override
  public InputStream open() throws IOException {
    return opening.open();
  }

  @Override
  public String toString() {
    return "UploadSource[" + contentType + ", " + length + " bytes]";
  }
}
