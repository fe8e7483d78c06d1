package io.xiaoer;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind Tomcat's valve for {@code X-Forwarded-For}, which takes over whatever a proxy wrote
 * there. From here on a sender's address is one: short, printable and written in one way. What is
 * none is replaced by the address of the peer.
 */
final class SenderAddress extends ValveBase {
  private static final Logger log = LoggerFactory.getLogger(SenderAddress.class);

  private static final int CHARS_MAX = 64;

  private final AtomicBoolean ignoredBefore = new AtomicBoolean();

  SenderAddress() {
    super(true); // asynchronous requests pass
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    String given = request.getRemoteAddr();
    String peer = request.getPeerAddr();
    String address = address(given);
    if (address == null) {
      String fallback = address(peer);
      address = fallback == null ? "unknown" : fallback;
    }
    if (!address.equals(given)) {
      request.setRemoteAddr(address);
      request.setRemoteHost(address);
    }
    if (request.getHeader("X-Forwarded-For") != null
        && address.equals(address(peer))
        && !ignoredBefore.get()
        && !ignoredBefore.getAndSet(true)) {
      log.warn(
          "X-Forwarded-For from {} is ignored; if that is your reverse proxy, list it in"
              + " xiaoer.trusted-proxies (not logged again)",
          address);
    }
    getNext().invoke(request, response);
  }

  /** As the JDK writes it, without the port that some proxies add; null for what is no address. */
  static @Nullable String address(@Nullable String written) {
    if (written == null || written.length() > CHARS_MAX || written.indexOf('%') >= 0) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(withoutPort(written.strip())).getHostAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  private static String withoutPort(String written) {
    int colon = written.lastIndexOf(':');
    if (written.startsWith("[")) {
      int end = written.indexOf(']');
      return end < 0 ? written : written.substring(1, end);
    }
    return colon > 0 && colon == written.indexOf(':') ? written.substring(0, colon) : written;
  }
}
