package io.xiaoer.e2e.attack;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Pace;
import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** One way to keep a server from its work; {@code many} at a time. */
enum Attack {
  /** Nobody is logged in, and 60 MB of JSON arrive at the log-in. */
  LARGE_BODIES(12) {
    @Override
    void once(Target target) throws IOException {
      try (Socket socket = target.connect()) {
        target.send(
            socket,
            target.head("POST", "/api/v1/session")
                + "Content-Type: application/json\r\nContent-Length: 62914560\r\n\r\n{\"username\":\"");
        byte[] part = new byte[64 << 10];
        Arrays.fill(part, (byte) 'a');
        for (int sent = 0; sent < 60 << 20; sent += part.length) {
          socket.getOutputStream().write(part);
        }
      }
    }
  },

  /** The same in chunks, so that no length is announced. */
  ENDLESS_BODIES(12) {
    @Override
    void once(Target target) throws IOException {
      try (Socket socket = target.connect()) {
        target.send(
            socket,
            target.head("POST", "/api/v1/session")
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        String chunk = "10000\r\n" + "a".repeat(0x10000) + "\r\n";
        for (int i = 0; i < 1_000; i++) {
          target.send(socket, chunk);
        }
      }
    }
  },

  WRONG_LOGINS(32) {
    @Override
    void once(Target target) throws IOException {
      target.logIn("nobody" + NUMBER.incrementAndGet() % 400, "wrong");
    }
  },

  /** Sixty people come to work at the same moment, again and again. */
  RIGHT_LOGINS(60) {
    @Override
    void once(Target target) throws IOException {
      target.logIn("admin", target.password());
    }
  },

  /** One query string was seen in a proxy's log; its signature is used for other bodies. */
  CUT_SIGNATURES(16) {
    @Override
    void once(Target target) throws IOException {
      long number = NUMBER.incrementAndGet();
      String seen = target.seenQuery();
      String encrypt = "1" + String.valueOf(number).repeat(8);
      target.answer(
          HttpRequest.newBuilder(target.installation().desk("/callback/main?" + seen))
              .POST(BodyPublishers.ofString("{\"Encrypt\":\"" + encrypt + "\"}")));
    }
  },

  /**
   * Heads, bodies, and connections that never say anything: each is sent a byte a second, and those
   * that the server has closed are opened anew within that second.
   */
  TRICKLES(4_300) {
    @Override
    void run(Target target, int many, BooleanSupplier goesOn) {
      Deque<Socket> open = new ArrayDeque<>();
      long began = System.nanoTime();
      try {
        for (long i = 0; goesOn.getAsBoolean(); i++) {
          if (open.size() >= many) {
            Pace.until(began + i * NANOS_PER_SECOND / many);
            Socket oldest = open.removeFirst();
            if (target.trickle(oldest)) {
              open.addLast(oldest);
              continue;
            }
            oldest.close();
          }
          Socket socket = target.connect();
          open.addLast(socket);
          target.send(
              socket,
              switch (Math.toIntExact(i % 3)) {
                case 0 -> target.head("POST", "/callback/main") + "X-Slow: ";
                case 1 -> target.head("POST", "/callback/main") + "Content-Length: 100000\r\n\r\n{";
                default -> "";
              });
        }
      } catch (IOException refused) {
        // More than the machine gives; the others stay open.
      } finally {
        for (Socket socket : open) {
          try {
            socket.close();
          } catch (IOException closed) {
            // It is.
          }
        }
      }
    }

    @Override
    void once(Target target) {
      throw new UnsupportedOperationException("all at once");
    }
  },

  /** Genuine pushes as large as a push may be, all at once, and again after five seconds. */
  LARGE_PUSHES(200) {
    @Override
    void once(Target target) throws IOException {
      int number = (int) (NUMBER.incrementAndGet() % target.large().size());
      PushRequest push = target.large().get(number);
      target.answer(
          HttpRequest.newBuilder(push.to(target.installation().desk("/callback/main")))
              .header("Content-Type", push.contentType())
              .POST(BodyPublishers.ofString(push.body())));
      Pace.pause(5_000);
    }
  },

  /** The index of the search is made anew, again and again, and searched meanwhile. */
  INDEX_REBUILDS(4) {
    @Override
    void once(Target target) throws IOException {
      target.forgetIndex();
      for (int i = 0; i < 20; i++) {
        target.answer(target.known("/api/v1/search?q=" + i % 10));
      }
    }
  },

  SEARCHES(60) {
    @Override
    void once(Target target) throws IOException {
      target.answer(target.known("/api/v1/search?q=" + NUMBER.incrementAndGet() % 10));
    }
  },

  EXPORTS(40) {
    @Override
    void once(Target target) throws IOException {
      target.answer(
          target.known(
              "/api/v1/export?format=csv&from=2020-01-01T00:00:00Z&to=2030-01-01T00:00:00Z"));
    }
  },

  /** A server was started anew, and all the desks come back with what they saw last. */
  DESKS_FAR_BEHIND(300) {
    @Override
    void once(Target target) throws IOException {
      WebSocket socket = target.live(1);
      Pace.pause(1_000);
      socket.abort();
    }
  },

  MANY_DESKS(1_400) {
    @Override
    void once(Target target) throws IOException {
      WebSocket socket = target.live(1);
      Pace.pause(5_000);
      socket.abort();
    }
  };

  private static final AtomicLong NUMBER = new AtomicLong();
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** So many times at once in the long form. */
  final int many;

  Attack(int many) {
    this.many = many;
  }

  abstract void once(Target target) throws IOException;

  /** Goes on, {@code many} at a time, for as long as {@code goesOn}. */
  void run(Target target, int many, BooleanSupplier goesOn) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                while (goesOn.getAsBoolean()) {
                  try {
                    once(target);
                  } catch (IOException refused) {
                    // That is what the server is there for; and no faster than a stranger's line.
                    Pace.pause(20);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** What is attacked, and what the attacker has of it. */
  record Target(
      Installation installation,
      String password,
      String seenQuery,
      List<PushRequest> large,
      List<String> keys,
      HttpClient http) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** As after an update whose index is of another form; the server sees it within a second. */
    void forgetIndex() throws IOException {
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + installation.data().resolve("desk.db"));
          Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout = 10000");
        statement.execute("UPDATE search_progress SET version = 0, message_id = 0");
      } catch (SQLException busy) {
        throw new IOException(busy);
      }
    }

    Socket connect() throws IOException {
      return new Socket(InetAddress.getLoopbackAddress(), installation.port);
    }

    void send(Socket socket, String text) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    /** False when the server has closed it. */
    boolean trickle(Socket socket) {
      try {
        send(socket, "a");
        return true;
      } catch (IOException closed) {
        return false;
      }
    }

    String head(String method, String path) {
      return method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    }

    void logIn(String username, String password) throws IOException {
      answer(
          HttpRequest.newBuilder(installation.desk("/api/v1/session"))
              .header("Content-Type", "application/json")
              .POST(
                  BodyPublishers.ofString(
                      "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}")));
    }

    HttpRequest.Builder known(String path) {
      return HttpRequest.newBuilder(installation.desk(path))
          .header("Authorization", "Bearer " + Installation.API_KEY);
    }

    void answer(HttpRequest.Builder request) throws IOException {
      try {
        http.send(request.timeout(PATIENCE).build(), BodyHandlers.discarding());
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    WebSocket live(long after) throws IOException {
      try {
        String key = keys.get((int) (NUMBER.incrementAndGet() % keys.size()));
        return http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + key)
            .connectTimeout(PATIENCE)
            .buildAsync(
                URI.create(
                    installation
                        .desk("/api/v1/live?after=" + after)
                        .toString()
                        .replace("http:", "ws:")),
                new WebSocket.Listener() {})
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException refused) {
        throw new IOException(refused);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
