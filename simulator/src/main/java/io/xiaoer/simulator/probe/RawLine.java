package io.xiaoer.simulator.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** One connection on which requests are written byte by byte, as no HTTP client would. */
final class RawLine implements AutoCloseable {
  private static final int CONNECT_MILLIS_MAX = 5_000;
  private static final int ANSWER_BYTES_MAX = 64 * 1024;

  private final Target target;
  private final Socket socket;

  RawLine(Target target) throws IOException {
    this.target = target;
    String host = target.host().replace("[", "").replace("]", "");
    Socket plain = new Socket();
    plain.connect(new InetSocketAddress(host, target.port()), CONNECT_MILLIS_MAX);
    if (target.https()) {
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      SSLSocket tls = (SSLSocket) factory.createSocket(plain, host, target.port(), true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      tls.setSSLParameters(parameters);
      socket = tls;
    } else {
      socket = plain;
    }
  }

  /** Of a POST; {@code query} without its question mark. */
  String head(String query, String host, long bodyBytes) {
    String path = target.url().getRawPath();
    return "POST "
        + (path.isEmpty() ? "/" : path)
        + "?"
        + query
        + " HTTP/1.1\r\nHost: "
        + host
        + "\r\nUser-Agent: Mozilla/4.0\r\nContent-Type: application/json\r\nContent-Length: "
        + bodyBytes
        + "\r\nConnection: close\r\n\r\n";
  }

  String host() {
    return target.url().getPort() >= 0 ? target.host() + ":" + target.port() : target.host();
  }

  void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  void write(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  /** The status of the answer; 0 when the connection ended, -1 when there is none yet. */
  int status(Duration wait) throws IOException {
    return answer(wait).status;
  }

  /**
   * What came.
   *
   * @param status 0 when the connection ended without one, -1 when nothing came in time
   */
  record Raw(int status, String body) {}

  Raw answer(Duration wait) throws IOException {
    socket.setSoTimeout((int) Math.max(1, wait.toMillis()));
    byte[] read = new byte[ANSWER_BYTES_MAX];
    int length = 0;
    try {
      InputStream in = socket.getInputStream();
      int more = in.read(read);
      while (more > 0 && length + more < read.length) {
        length += more;
        more = in.read(read, length, read.length - length);
      }
    } catch (SocketTimeoutException late) {
      if (length == 0) {
        return new Raw(-1, "");
      }
    } catch (IOException reset) {
      // Nothing more comes.
    }
    String text = new String(read, 0, length, StandardCharsets.UTF_8);
    if (!text.startsWith("HTTP/1.") || text.length() < "HTTP/1.1 200".length()) {
      return new Raw(0, "");
    }
    int body = text.indexOf("\r\n\r\n");
    String status = text.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    return new Raw(
        status.matches("\\d{3}") ? Integer.parseInt(status) : 0,
        body < 0 ? "" : text.substring(body + 4));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
