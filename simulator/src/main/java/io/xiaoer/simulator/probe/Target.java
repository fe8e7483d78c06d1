package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import java.net.InetAddress;
import java.net.URI;

/** The push URL to ask, and the shop it is asked for. */
record Target(URI url, String userName, Keys keys, Mode mode, Format format) {

  String host() {
    return url.getHost();
  }

  boolean https() {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  int port() {
    return url.getPort() >= 0 ? url.getPort() : https() ? 443 : 80;
  }

  /** The URL for people: without its query, which may hold a secret. */
  String shown() {
    String port = url.getPort() >= 0 ? ":" + url.getPort() : "";
    return url.getScheme() + "://" + host() + port + url.getRawPath();
  }

  /** Whether the name is this machine's own for certain; no name server is asked. */
  boolean onLoopback() {
    if (host().equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host().replace("[", "").replace("]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "Target[" + shown() + "]"; // The rest are secrets.
  }
}
