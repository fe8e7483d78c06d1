package io.xiaoer;

import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

/** Whether the configured port can be listened on, asked before the start changes anything. */
final class ListeningPort {
  private static final int PORT_DEFAULT = 8080;
  private static final int PORT_MAX = 65_535;

  private ListeningPort() {}

  static void check(ServerProperties server) {
    Integer written = server.getPort();
    int port = written == null ? PORT_DEFAULT : written;
    if (port <= 0) {
      return; // any free one, or none
    }
    if (port > PORT_MAX) {
      throw new BadSettings(List.of(new Problem("server.port", port + " (expected: 0 to 65535)")));
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as the server itself does: what a restart left behind is free
      socket.bind(
          server.getAddress() == null
              ? new InetSocketAddress(port)
              : new InetSocketAddress(server.getAddress(), port));
    } catch (BindException e) {
      if (String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("in use")) {
        throw new PortInUseException(port, e);
      }
      throw refused(port, e);
    } catch (IOException e) {
      throw refused(port, e);
    }
  }

  private static BadSettings refused(int port, IOException e) {
    return new BadSettings(
        List.of(
            new Problem("server.port", "cannot listen on %s: %s".formatted(port, e.getMessage()))));
  }
}
