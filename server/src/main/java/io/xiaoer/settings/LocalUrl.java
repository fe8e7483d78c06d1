package io.xiaoer.settings;

import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where this server answers on its own machine. */
public final class LocalUrl {
  private LocalUrl() {}

  /** {@code address}: what it listens on; null for all. */
  public static URI of(@Nullable InetAddress address, int port) {
    String host =
        address == null || address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
    return URI.create("http://%s:%s".formatted(host.contains(":") ? "[" + host + "]" : host, port));
  }
}
