package io.xiaoer.sdk.api;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 GET over a connection of its own, to an address that was checked before.
 *
 * <p>The JDK's HTTP client looks names up by itself, after any check that could be made, and gives
 * no way to tell it the address; so the little of the protocol that a download needs is spoken
 * here. TLS still asks for the certificate of the name.
 */
final class PinnedHttpGet implements Closeable {
  private static final Duration connectTimeMax = Duration.ofSeconds(3);
  private static final int headBytesMax = 32 * 1024;
  private static final int interimAnswersMax = 5;
  private static final int chunkDigitsMax = 8;
  private static final int bufferBytes = 16 * 1024;
  private static final int httpPort = 80;
  private static final int httpsPort = 443;

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)( .*)?");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  private final CompletableFuture<Void> ended;
  private final InputStream in;
  private final int status;
  private final List<Field> fields;

  /** A line of the head; the name in lower case, the value byte by byte as Latin-1. */
  private record Field(String name, String value) {}

  private PinnedHttpGet(
      CompletableFuture<Void> ended, InputStream in, int status, List<Field> fields) {
    this.ended = ended;
    this.in = in;
    this.status = status;
    this.fields = fields;
  }

  /**
   * Asks, and reads the head of the answer. The connection breaks by itself when the deadline has
   * passed, whatever it is busy with.
   *
   * @param target an http or https URL with a host, whose name stands for the address
   */
  static PinnedHttpGet begin(URI target, InetAddress address, SSLSocketFactory tls, Deadline end)
      throws IOException {
    boolean secure = target.getScheme().equalsIgnoreCase("https");
    int port = target.getPort() != -1 ? target.getPort() : secure ? httpsPort : httpPort;
    Socket line = new Socket();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    boolean begun = false;
    try {
      connect(line, new InetSocketAddress(address, port), end);
      // A socket's own time-out begins anew with every byte, and a stranger may send one now and
      // then.
      var unused =
          ended
              .orTimeout(Math.max(0, end.nanosLeft()), TimeUnit.NANOSECONDS)
              .whenComplete((done, late) -> close(line));
      Socket socket = secure ? secured(line, target.getHost(), port, tls) : line;
      socket.getOutputStream().write(request(target, port, secure));
      socket.getOutputStream().flush();
      InputStream in = new BufferedInputStream(socket.getInputStream(), bufferBytes);
      PinnedHttpGet get = answered(ended, in);
      begun = true;
      return get;
    } finally {
      if (!begun) {
        ended.complete(null);
        close(line);
      }
    }
  }

  int status() {
    return status;
  }

  /** The first of this name; the value as its bytes are, one character each. */
  Optional<String> header(String lowerName) {
    return fields.stream()
        .filter(field -> field.name.equals(lowerName))
        .map(Field::value)
        .findFirst();
  }

  /**
   * What follows the head; ends where the other side says, and fails when the line ends before
   * that.
   */
  InputStream body() throws IOException {
    InputStream framed = framed();
    String encoding = header("content-encoding").orElse("identity").toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "identity" -> framed;
      case "gzip", "x-gzip" -> new GZIPInputStream(framed, bufferBytes); // was not asked for
      default -> throw new IOException("an unknown content encoding");
    };
  }

  @Override
  public void close() {
    ended.complete(null);
  }

  private static void connect(Socket line, InetSocketAddress address, Deadline end)
      throws IOException {
    long millis = Math.min(end.nanosLeft() / 1_000_000, connectTimeMax.toMillis());
    if (millis <= 0) {
      throw new HttpConnectTimeoutException("no time was left to connect");
    }
    try {
      line.connect(address, (int) millis);
    } catch (SocketTimeoutException e) {
      throw new HttpConnectTimeoutException("no connection in time");
    }
  }

  private static Socket secured(Socket line, String host, int port, SSLSocketFactory tls)
      throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(line, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must be the name's
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static byte[] request(URI target, int port, boolean secure) {
    // Only ASCII, and no control character: a URI holds none, and the rest is escaped.
    URI ascii = URI.create(target.toASCIIString());
    String path = ascii.getRawPath() == null ? "" : ascii.getRawPath();
    String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
    String host =
        port == (secure ? httpsPort : httpPort) ? ascii.getHost() : ascii.getHost() + ":" + port;
    return ("GET "
            + (path.isEmpty() ? "/" : path)
            + query
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nUser-Agent: xiaoer\r\nAccept: */*\r\nAccept-Encoding: identity\r\n"
            + "Connection: close\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static PinnedHttpGet answered(CompletableFuture<Void> ended, InputStream in)
      throws IOException {
    for (int interim = 0; interim <= interimAnswersMax; interim++) {
      Head head = new Head(in);
      int status = head.status();
      List<Field> fields = head.fields();
      if (status >= 200) {
        return new PinnedHttpGet(ended, in, status, fields);
      }
    }
    throw new IOException("more than " + interimAnswersMax + " interim answers");
  }

  private static final class Head {
    private final InputStream in;
    private int bytesLeft = headBytesMax;

    private Head(InputStream in) {
      this.in = in;
    }

    private int status() throws IOException {
      Matcher matcher = STATUS_LINE.matcher(line());
      if (!matcher.matches()) {
        throw new IOException("not an HTTP/1.1 answer");
      }
      return Integer.parseInt(matcher.group(1));
    }

    private List<Field> fields() throws IOException {
      List<Field> fields = new ArrayList<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
          throw new IOException("a broken line in the head of the answer");
        }
        fields.add(
            new Field(
                line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                line.substring(colon + 1).strip()));
      }
      return fields;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      while (true) {
        int one = in.read();
        if (one < 0) {
          throw new EOFException("the line ended within the head of the answer");
        }
        if (--bytesLeft < 0) {
          throw new IOException("a head of more than " + headBytesMax + " bytes");
        }
        if (one == '\n') {
          int length = line.length();
          return length > 0 && line.charAt(length - 1) == '\r'
              ? line.substring(0, length - 1)
              : line.toString();
        }
        line.append((char) one);
      }
    }
  }

  /** How long the body says to be; empty when it does not. */
  Optional<Long> length() throws IOException {
    if (header("transfer-encoding").isPresent()) {
      return Optional.empty();
    }
    Optional<String> told = header("content-length");
    boolean several =
        fields.stream()
                .filter(field -> field.name.equals("content-length"))
                .map(Field::value)
                .distinct()
                .count()
            > 1;
    if (several || (told.isPresent() && !LENGTH.matcher(told.get()).matches())) {
      throw new IOException("a length that is none");
    }
    return told.map(Long::parseLong);
  }

  private InputStream framed() throws IOException {
    Optional<String> coding = header("transfer-encoding");
    if (coding.isPresent()) {
      if (!coding.get().equalsIgnoreCase("chunked")) {
        throw new IOException("an unknown transfer encoding");
      }
      return new Chunks(in);
    }
    Optional<Long> length = length();
    return length.isPresent() ? new Rest(in, length.get()) : in;
  }

  /** A body of a length that was told. */
  private static final class Rest extends InputStream {
    private final InputStream in;
    private long left;

    private Rest(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(bytes, offset, (int) Math.min(most, left));
      if (read < 0) {
        throw new EOFException("the line ended within the body");
      }
      left -= read;
      return read;
    }
  }

  /** A body in pieces that each tell their length. */
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private @Nullable Rest chunk;
    private boolean first = true;
    private boolean ended;

    private Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
      if (most == 0) {
        return 0;
      }
      while (!ended) {
        Rest current = chunk;
        if (current != null) {
          int read = current.read(bytes, offset, most);
          if (read >= 0) {
            return read;
          }
        }
        next();
      }
      return -1;
    }

    private void next() throws IOException {
      Head lines = new Head(in);
      if (!first && !lines.line().isEmpty()) {
        throw new IOException("a chunk longer than it said");
      }
      first = false;
      String size = lines.line();
      int extension = size.indexOf(';');
      String digits = (extension < 0 ? size : size.substring(0, extension)).strip();
      if (!digits.matches("[0-9a-fA-F]{1," + chunkDigitsMax + "}")) {
        throw new IOException("a chunk without a length");
      }
      long length = Long.parseLong(digits, 16);
      if (length == 0) {
        ended = true; // trailers, if there are any, say nothing that is needed
      } else {
        chunk = new Rest(in, length);
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It was to be ended, and is.
    }
  }
}
