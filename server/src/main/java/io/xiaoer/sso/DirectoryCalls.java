package io.xiaoer.sso;

import io.xiaoer.outbound.Calls;
import java.io.IOException;

/**
 * A client of its own, which may call what {@code xiaoer.oidc.allow} names and nothing else does.
 */
record DirectoryCalls(Calls calls) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    calls.close();
  }
}
