package io.xiaoer.bench.load;

import io.xiaoer.bench.peer.PeerShop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A folder with the server's configuration and data, and how the server is started on it.
 *
 * @param moreShops further entries of {@code xiaoer.shops}, indented as the first one
 */
record Installation(Path folder, Map<String, String> settings, String moreShops) {
  /** Its id and the user_name are to be filled in. */
  private static final String ONE_MORE_SHOP =
      """
          - id: %%s
            user-name: %%s
            app-id: %s
            app-secret: theAppSecretOfTheShopIsNotUsed00
            token: %s
            encoding-aes-key: %s
            mode: secure
            api-base-url: http://127.0.0.1:9
      """
          .formatted(PeerShop.APP_ID, PeerShop.TOKEN, PeerShop.AES_KEY);

  private static final String READY = "/actuator/health/readiness";
  private static final String API_KEY = "bench-key-0123456789abcdef";
  static final String PASSWORD = "bench-password-42";
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  Installation(Path folder, Map<String, String> settings) {
    this(folder, settings, "");
  }

  /** The first one's id, and those of {@link #moreShops}. */
  static String shop(int number) {
    return number == 0 ? PeerShop.ID : "shop" + number;
  }

  static String userName(int shop) {
    return shop == 0 ? PeerShop.USER_NAME : "gh_shop%07d".formatted(shop);
  }

  /** So many shops, but for the first one. */
  static String moreShops(int count) {
    return IntStream.range(1, count)
        .mapToObj(shop -> ONE_MORE_SHOP.formatted(shop(shop), userName(shop)))
        .collect(Collectors.joining());
  }

  Path inbox() {
    return folder.resolve("data/inbox.db");
  }

  Path desk() {
    return folder.resolve("data/desk.db");
  }

  /** {@code program} is what follows the JVM's options: {@code -jar} and the jar, as a rule. */
  ServerProcess start(List<String> jvmOptions, List<String> program)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path config = Files.writeString(folder.resolve("xiaoer.yaml"), yaml());
    int port = ServerProcess.freePort();
    List<String> options = new ArrayList<>(jvmOptions);
    // As properties of the system, which win over the file.
    settings.forEach((key, value) -> options.add("-D" + key + "=" + value));
    List<String> all = new ArrayList<>(program);
    all.addAll(List.of("--config", config.toString(), "--port", Integer.toString(port)));
    return ServerProcess.start(
        ServerProcess.java(options, all), folder.resolve("output.log"), port, READY);
  }

  /** How many entries of the log are still to be read; -1 when the server does not say. */
  static long readerLag(int port) throws IOException, InterruptedException {
    return metric(
        port, line -> line.startsWith("xiaoer_reader_lag{") && line.contains("conversation"));
  }

  /** Waits until every entry of the log is read. */
  static void awaitRead(int port, Duration atMost) throws IOException, InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (readerLag(port) != 0 && System.nanoTime() < until) {
      Thread.sleep(200);
    }
  }

  /** Sends JSON; gives what it is answered, and throws it when that is no success. */
  static String send(HttpClient http, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpRequest asked = request.header("Content-Type", "application/json").build();
    HttpResponse<String> answer = http.send(asked, BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(
          "%s was answered %d: %s".formatted(asked.uri(), answer.statusCode(), answer.body()));
    }
    return answer.body();
  }

  /** How many messages cannot be found yet; -1 when the server does not say. */
  static long searchLag(int port) throws IOException, InterruptedException {
    return metric(port, line -> line.startsWith("xiaoer_search_lag"));
  }

  private static long metric(int port, Predicate<String> which)
      throws IOException, InterruptedException {
    return (long) value(port, which);
  }

  /** What the server says of itself; -1 when it does not. */
  static double value(int port, Predicate<String> which) throws IOException, InterruptedException {
    HttpResponse<String> metrics =
        HTTP.send(
            HttpRequest.newBuilder(uri("http", port, "/actuator/prometheus"))
                .header("Authorization", "Bearer " + API_KEY)
                .timeout(ANSWER_MAX)
                .build(),
            BodyHandlers.ofString());
    return metrics
        .body()
        .lines()
        .filter(which)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(-1);
  }

  /** As another system calls it. */
  static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(uri("http", port, path))
        .header("Authorization", "Bearer " + API_KEY)
        .timeout(ANSWER_MAX);
  }

  /** Logs in as an agent does; the cookie. */
  static String logIn(int port) throws IOException, InterruptedException {
    return logIn(port, "admin");
  }

  static String logIn(int port, String username) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(uri("http", port, "/api/v1/session"))
                .header("Content-Type", "application/json")
                .timeout(ANSWER_MAX)
                .POST(
                    BodyPublishers.ofString(
                        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, PASSWORD)))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() != 204) {
      throw new IOException("the log-in was answered " + response.statusCode());
    }
    return response
        .headers()
        .firstValue("Set-Cookie")
        .map(cookie -> cookie.split(";", 2)[0])
        .orElseThrow(() -> new IOException("the log-in gave no cookie"));
  }

  static URI uri(String scheme, int port, String path) {
    return URI.create(
        "%s://%s:%d%s"
            .formatted(scheme, InetAddress.getLoopbackAddress().getHostAddress(), port, path));
  }

  private String yaml() {
    return """
    server: {address: 127.0.0.1}
    xiaoer:
      data-dir: "%s"
      admin: {username: admin, password: %s}
      api-keys:
        - {name: bench, key: %s}
      shops:
        - id: %s
          name: 测量小店
          user-name: %s
          app-id: %s
          app-secret: theAppSecretOfTheShopIsNotUsed00
          token: %s
          encoding-aes-key: %s
          mode: secure
          api-base-url: http://127.0.0.1:9
    %s\
    """
        .formatted(
            folder.resolve("data"),
            PASSWORD,
            API_KEY,
            PeerShop.ID,
            PeerShop.USER_NAME,
            PeerShop.APP_ID,
            PeerShop.TOKEN,
            PeerShop.AES_KEY,
            moreShops);
  }
}
