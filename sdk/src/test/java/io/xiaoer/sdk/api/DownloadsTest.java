package io.xiaoer.sdk.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadsTest {
  private static final DownloadLimits LIMITS =
      new DownloadLimits(1_000_000, Duration.ofSeconds(10));

  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);
  private final HttpServer server;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private int opened;
  private final Downloads downloads;

  DownloadsTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(threads);
    server.start();
    int port = server.getAddress().getPort();
    downloads = new Downloads(only(port));
  }

  /** This machine's own server and nothing else. */
  private static TargetPolicy only(int port) {
    return new TargetPolicy() {
      @Override
      public Optional<String> objection(URI target) {
        return target.getPort() == port && target.getHost().equals("127.0.0.1")
            ? Optional.empty()
            : Optional.of("host not on the list");
      }

      @Override
      public Optional<String> objection(URI target, InetAddress address) {
        return Optional.empty();
      }
    };
  }

  @AfterEach
  void end() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void at(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          try (exchange) {
            handler.handle(exchange);
          }
        });
  }

  private static HttpHandler gives(int status, String type, byte[] body, String... headers) {
    return exchange -> {
      if (!type.isEmpty()) {
        exchange.getResponseHeaders().add("Content-Type", type);
      }
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    };
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private OutputStream sink() {
    opened++;
    return kept;
  }

  private DownloadOutcome fetch(String path) {
    return downloads.fetch(url(path), LIMITS, this::sink);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4_096, 4_097, 65_536, 999_999, 1_000_000})
  void fetchesAFileToTheByte(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    at("/media", gives(200, "image/jpeg", bytes));
    assertThat(fetch("/media?encrypted_param=a%2Fb&openid=o1"))
        .isEqualTo(new DownloadOutcome.Downloaded("image/jpeg", "", size));
    assertThat(kept.toByteArray()).isEqualTo(bytes);
    assertThat(opened).isEqualTo(1);
    assertThat(requests).containsExactly("GET /media?encrypted_param=a%2Fb&openid=o1");
  }

  @Test
  void fetchesAFileWhoseLengthOrTypeIsNotTold() {
    at(
        "/media",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[100_000]);
        });
    assertThat(fetch("/media")).isEqualTo(new DownloadOutcome.Downloaded("", "", 100_000));
  }

  @Test
  void givesUpWhatIsTooLargeWhetherItSaysSoOrNot() {
    at("/told", gives(200, "image/png", new byte[1_000_001]));
    at(
        "/untold",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          for (int i = 0; i < 10_000; i++) {
            exchange.getResponseBody().write(new byte[10_000]);
          }
        });
    assertThat(fetch("/told")).isEqualTo(new DownloadOutcome.TooLarge(1_000_000));
    assertThat(opened).as("nothing was kept of a file that says it is too large").isZero();
    assertThat(fetch("/untold")).isEqualTo(new DownloadOutcome.TooLarge(1_000_000));
    assertThat(kept.size()).isLessThanOrEqualTo(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void saysThatItIsGone(int status) {
    at("/media", gives(status, "text/html", utf8("<html>")));
    assertThat(fetch("/media")).isEqualTo(new DownloadOutcome.Gone(status));
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 206, 304, 400, 401, 403, 416, 429, 500, 502, 503})
  void doesNotKnowWhatAnyOtherStatusMeans(int status) {
    at("/media", gives(status, "", new byte[0]));
    assertThat(fetch("/media")).isEqualTo(new DownloadOutcome.Unknown("HTTP " + status));
    assertThat(opened).isZero();
  }

  @Test
  void recognisesAnErrorThatComesAsHttp200() {
    at(
        "/media",
        gives(200, "image/jpeg", utf8("{\"errcode\":40097,\"errmsg\":\"invalid args rid: 6-7\"}")));
    assertThat(fetch("/media"))
        .isEqualTo(new DownloadOutcome.Refused(new ApiError(40097, "invalid args", "6-7")));
    assertThat(opened).isZero();
  }

  @Test
  void takesAFileThatOnlyLooksLikeAnErrorForAFile() {
    List<String> files =
        List.of(
            "{\"errcode\":0,\"errmsg\":\"ok\"}",
            "{\"errcode\":1}",
            "{\"errcode\":1,\"errmsg\":\"a customer's log\",\"at\":\"10:00\"}",
            "{\"errcode\":1,\"errmsg\":\"" + "x".repeat(5_000) + "\"}",
            "[{\"errcode\":1,\"errmsg\":\"x\"}]",
            "{");
    for (int i = 0; i < files.size(); i++) {
      at("/media" + i, gives(200, "application/json", utf8(files.get(i))));
      assertThat(fetch("/media" + i))
          .as(files.get(i))
          .isInstanceOf(DownloadOutcome.Downloaded.class);
    }
    at(
        "/attached",
        gives(
            200,
            "application/json",
            utf8("{\"errcode\":1,\"errmsg\":\"x\"}"),
            "Content-Disposition",
            "attachment; filename=log.json"));
    assertThat(fetch("/attached")).isInstanceOf(DownloadOutcome.Downloaded.class);
  }

  @Test
  void takesNothingForNoFile() {
    at("/media", gives(200, "image/png", new byte[0]));
    assertThat(fetch("/media")).isEqualTo(new DownloadOutcome.Unknown("HTTP 200 without a body"));
    assertThat(opened).isZero();
  }

  @Test
  void followsThreeRedirectsThatThePolicyAllowsAndNoFourth() {
    for (int i = 0; i < 4; i++) {
      at("/hop" + i, gives(302, "", new byte[0], "Location", "/hop" + (i + 1)));
    }
    at("/hop4", gives(200, "image/png", utf8("png")));
    assertThat(fetch("/hop1")).isEqualTo(new DownloadOutcome.Downloaded("image/png", "", 3));
    requests.clear();
    assertThat(fetch("/hop0")).isEqualTo(new DownloadOutcome.NotAllowed("more than 3 redirects"));
    assertThat(requests).containsExactly("GET /hop0", "GET /hop1", "GET /hop2", "GET /hop3");
  }

  @ParameterizedTest
  @CsvSource({
    "http://169.254.169.254/latest/meta-data?openid=o1,redirect 1: host not on the list",
    "http://127.0.0.1:1/,redirect 1: host not on the list",
    "//localhost/,redirect 1: host not on the list",
    "file:///etc/passwd,redirect 1: not an http(s) URL of a host",
    "ftp://127.0.0.1/,redirect 1: not an http(s) URL of a host",
  })
  void followsNoRedirectThatThePolicyObjectsTo(String location, String objection) {
    at("/media", gives(302, "", new byte[0], "Location", location));
    assertThat(fetch("/media")).isEqualTo(new DownloadOutcome.NotAllowed(objection));
    assertThat(requests).hasSize(1);
  }

  @Test
  void doesNotKnowARedirectToNowhere() {
    at("/none", gives(302, "", new byte[0]));
    at("/bad", gives(307, "", new byte[0], "Location", "http://[not a url"));
    assertThat(fetch("/none"))
        .isEqualTo(new DownloadOutcome.Unknown("HTTP 302 without a usable Location"));
    assertThat(fetch("/bad"))
        .isEqualTo(new DownloadOutcome.Unknown("HTTP 307 without a usable Location"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no url at all",
        "channels.weixin.qq.com/x",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "http://",
        "http:///etc",
        "https://channels.weixin.qq.com@127.0.0.1/",
        "https://user:pass@channels.weixin.qq.com/",
        "https://channels_weixin.qq.com/",
        "http://channels.weixin.qq.com/",
        "https://channels.weixin.qq.com:8443/",
        "https://channels.weixin.qq.com.evil.example/",
        "https://evil-channels.weixin.qq.com/",
        "https://x.channels.weixin.qq.com/",
        "https://channels.weixin.qq.com./",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://localhost/",
        "https://169.254.169.254/",
      })
  void contactsNobodyButTheHostsOfThePolicy(String url) {
    Downloads strict = new Downloads(TargetPolicy.httpsTo(Set.of("channels.weixin.qq.com")));
    DownloadOutcome outcome = strict.fetch(url, LIMITS, this::sink);
    assertThat(outcome).isInstanceOf(DownloadOutcome.NotAllowed.class);
    assertThat(outcome.toString()).doesNotContain("passwd", "user:pass", "?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://channels.weixin.qq.com/shop?a=b",
        "HTTPS://Channels.Weixin.QQ.com:443/shop"
      })
  void allowsTheHostsOfThePolicy(String url) {
    assertThat(TargetPolicy.httpsTo(Set.of("Channels.weixin.qq.com")).objection(URI.create(url)))
        .isEmpty();
  }

  @Test
  void endsAtItsDeadlineBeforeTheHeadAndWithinTheBody() {
    at("/silent", exchange -> passes(Duration.ofMinutes(1)));
    at(
        "/trickle",
        exchange -> {
          exchange.sendResponseHeaders(200, 100_000);
          for (int i = 0; i < 1_200; i++) {
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            passes(Duration.ofMillis(50));
          }
        });
    DownloadLimits hurried = new DownloadLimits(1_000_000, Duration.ofMillis(500));
    assertThat(downloads.fetch(url("/silent"), hurried, this::sink))
        .isEqualTo(new DownloadOutcome.Unknown("no answer in time"));
    assertThat(downloads.fetch(url("/trickle"), hurried, this::sink))
        .isEqualTo(new DownloadOutcome.Unknown("not complete in time"));
  }

  @Test
  void doesNotTakeABrokenFileForAWholeOne() {
    at(
        "/media",
        exchange -> {
          exchange.sendResponseHeaders(200, 100_000);
          exchange.getResponseBody().write(new byte[50_000]);
          exchange.getResponseBody().flush();
          throw new IOException("gone");
        });
    assertThat(fetch("/media"))
        .isInstanceOfSatisfying(
            DownloadOutcome.Unknown.class,
            unknown -> assertThat(unknown.cause()).startsWith("line broke: "));
  }

  @Test
  void saysThatTheSinkFailed() {
    at("/media", gives(200, "image/png", new byte[10]));
    assertThat(
            downloads.fetch(
                url("/media"),
                LIMITS,
                () -> {
                  throw new IOException("no space on /secret/disk");
                }))
        .isEqualTo(new DownloadOutcome.NotKept("IOException"));
    assertThat(
            downloads.fetch(
                url("/media"),
                LIMITS,
                () ->
                    new OutputStream() {
                      @Override
                      public void write(int b) throws IOException {
                        throw new IOException("no space");
                      }
                    }))
        .isEqualTo(new DownloadOutcome.NotKept("IOException"));
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    assertThat(
            new Downloads(only(port))
                .fetch("http://127.0.0.1:" + port + "/?openid=o1", LIMITS, this::sink))
        .isEqualTo(new DownloadOutcome.Unknown("connection refused"));
  }

  @Test
  void keepsTheInterruptOfAThreadThatIsToldToStop() {
    at("/media", gives(200, "image/png", new byte[10]));
    Thread.currentThread().interrupt();
    assertThat(fetch("/media")).isInstanceOf(DownloadOutcome.Unknown.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void takesNoLimitThatIsNone() {
    assertThatThrownBy(() -> new DownloadLimits(0, Duration.ofSeconds(1)))
        .hasMessageStartingWith("bytes:");
    assertThatThrownBy(() -> new DownloadLimits(1, Duration.ZERO))
        .hasMessageStartingWith("deadline:");
  }

  /** Or the test ends. */
  private void passes(Duration time) {
    try {
      boolean unused = over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
