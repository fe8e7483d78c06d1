package io.xiaoer.simulator.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jetty, asking the endpoints one after another. */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  // An upload of 30 MB with its multipart frame, or the same as Base64 from the customer's page.
  private static final int BODY_BYTES_MAX = 42 * 1024 * 1024;
  private static final int CUT_AFTER_MILLIS = 50; // What was written should arrive before the end.

  /** What starting came to. */
  public sealed interface Started {
    record Running(HttpServer server) implements Started {}

    record PortTaken(String host, int port) implements Started {}
  }

  private final Server server;
  private final ServerConnector connector;
  private final String host;

  private HttpServer(String host, int port, List<Endpoint> endpoints) {
    this.host = host;
    this.server = new Server(new VirtualThreadPool());
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(new Entrance(endpoints));
    server.setStopTimeout(0);
  }

  public static Started start(String host, int port, List<Endpoint> endpoints) {
    HttpServer http = new HttpServer(host, port, endpoints);
    try {
      http.server.start();
      return new Started.Running(http);
    } catch (Exception e) {
      http.close();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException) {
          return new Started.PortTaken(host, port);
        }
      }
      throw new IllegalStateException("the simulator's HTTP server did not start", e);
    }
  }

  public URI baseUrl() {
    String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    String bracketed = reachable.contains(":") ? "[" + reachable + "]" : reachable;
    return URI.create("http://" + bracketed + ":" + connector.getLocalPort());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("the simulator's HTTP server did not stop cleanly", e);
    }
  }

  private static final class Entrance extends Handler.Abstract {
    private final List<Endpoint> endpoints;

    Entrance(List<Endpoint> endpoints) {
      this.endpoints = List.copyOf(endpoints);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      byte[] body;
      try (InputStream in = Content.Source.asInputStream(request)) {
        body = in.readNBytes(BODY_BYTES_MAX + 1);
      }
      Answer answer =
          body.length > BODY_BYTES_MAX
              ? Answer.text(413, "body: more than " + BODY_BYTES_MAX + " bytes")
              : answer(call(request, body));
      send(answer, request, response, callback);
      return true;
    }

    private Answer answer(Call call) {
      try {
        return endpoints.stream()
            .map(endpoint -> endpoint.answer(call))
            .flatMap(Optional::stream)
            .findFirst()
            .orElseGet(() -> Answer.text(404, "nothing here"));
      } catch (IllegalStateException full) {
        // A bound is reached: so many customers, so many faults waiting.
        return Answer.text(409, String.valueOf(full.getMessage()));
      }
    }

    private static Call call(Request request, byte[] body) {
      Map<String, String> query = new LinkedHashMap<>();
      for (Fields.Field field : Request.extractQueryParameters(request)) {
        query.put(field.getName(), field.getValue() == null ? "" : field.getValue());
      }
      Map<String, String> headers = new LinkedHashMap<>();
      for (HttpField field : request.getHeaders()) {
        headers.putIfAbsent(
            field.getName().toLowerCase(Locale.ROOT),
            field.getValue() == null ? "" : field.getValue());
      }
      return new Call(
          request.getMethod(),
          Request.getPathInContext(request),
          query,
          headers,
          Request.getRemoteAddr(request),
          body);
    }

    private static void hangUp(Request request, Callback callback) {
      request.getConnectionMetaData().getConnection().getEndPoint().close();
      callback.succeeded(); // Failing it would log the request's URL, token and all.
    }

    private static void send(Answer answer, Request request, Response response, Callback callback)
        throws InterruptedException {
      switch (answer) {
        case Answer.Body body -> {
          response.setStatus(body.status());
          response.getHeaders().put("Content-Type", body.contentType());
          response.getHeaders().put("Content-Length", body.bytes().length);
          body.headers().forEach((name, value) -> response.getHeaders().put(name, value));
          response.write(true, ByteBuffer.wrap(body.bytes()), callback);
        }
        case Answer.Stream stream -> {
          response.getHeaders().put("Content-Type", stream.contentType());
          response.getHeaders().put("Cache-Control", "no-store");
          stream.headers().forEach((name, value) -> response.getHeaders().put(name, value));
          try (OutputStream out = Content.Sink.asOutputStream(response)) {
            stream.writer().writeTo(out);
            callback.succeeded();
          } catch (IOException | UncheckedIOException e) {
            callback.failed(e); // The caller has left.
          }
        }
        case Answer.HangUp() -> hangUp(request, callback);
        case Answer.Cut(Answer.Body body, int bytes) -> {
          response.setStatus(body.status());
          response.getHeaders().put("Content-Type", body.contentType());
          response.getHeaders().put("Content-Length", body.bytes().length);
          try (OutputStream out = Content.Sink.asOutputStream(response)) {
            out.write(body.bytes(), 0, bytes);
            out.flush();
            Thread.sleep(CUT_AFTER_MILLIS);
            hangUp(request, callback);
          } catch (IOException | UncheckedIOException e) {
            LOG.debug("cut off", e); // Closing the stream finds the line dead, as it should be.
          }
        }
        case Answer.Late(var delay, Answer then) -> {
          Thread.sleep(delay);
          send(then, request, response, callback);
        }
      }
    }
  }
}
