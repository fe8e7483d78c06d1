package io.xiaoer.e2e.attack;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Program;
import io.xiaoer.e2e.Pushes;
import io.xiaoer.e2e.ServerImage;
import io.xiaoer.simulator.envelope.PushRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.json.JsonMapper;

/** A server, pushes at a steady rate, and one attack after the other. */
final class Siege implements AutoCloseable {
  private static final long SEEN_ID = 900_000_000L;
  private static final int CALLERS = 75;

  /** With what is around it in the envelope, just below the 1 MiB that a push may have. */
  private static final int LARGE_CHARACTERS = 780_000;

  private static final int LARGE_PUSHES = 16;

  private final Program server;
  private final Attack.Target target;
  private final SteadyPushes pushes;
  private final int perSecond;
  private final HttpClient http = HttpClient.newHttpClient();

  Siege(Path folder, ServerImage image, int perSecond) throws IOException {
    this.perSecond = perSecond;
    Installation installation = new Installation(folder, "", image);
    server = installation.launchServer(Map.of());
    installation.awaitReady(server);
    pushes = new SteadyPushes(installation);
    Pushes seen = new Pushes(installation.desk("/callback/" + Installation.SHOP), SEEN_ID);
    PushRequest one = seen.text("oSeen", Pushes.msgId(SEEN_ID), "在吗");
    target =
        new Attack.Target(
            installation,
            Installation.PASSWORD,
            cut(one.query()),
            large(seen),
            keys(installation),
            http);
  }

  private static List<PushRequest> large(Pushes pushes) throws IOException {
    List<PushRequest> large = new ArrayList<>();
    for (int i = 1; i <= LARGE_PUSHES; i++) {
      large.add(pushes.text("oLarge" + i, Pushes.msgId(SEEN_ID + i), "a".repeat(LARGE_CHARACTERS)));
    }
    HttpResponse<String> taken = pushes.deliver(large.getFirst());
    if (!taken.body().equals("success")) {
      throw new AssertionError("a large push: " + taken.statusCode() + " " + taken.body());
    }
    return large;
  }

  /** As many callers as desks: each caller has a bounded number of live connections. */
  private static List<String> keys(Installation installation) throws IOException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      HttpResponse<String> made =
          installation.post(
              "/api/v1/admin/api-keys",
              "{\"name\":\"desk%d\",\"scopes\":[\"conversations.read\"]}".formatted(i));
      if (made.statusCode() != 201) {
        throw new AssertionError("key: " + made.statusCode() + " " + made.body());
      }
      keys.add(JsonMapper.shared().readTree(made.body()).path("key").asString());
    }
    return keys;
  }

  /** The last digit of the timestamp becomes the first of the nonce: joined they are the same. */
  private static String cut(Map<String, String> query) {
    String timestamp = query.getOrDefault("timestamp", "");
    String nonce = query.getOrDefault("nonce", "");
    int last = timestamp.length() - 1;
    return "timestamp=%s&nonce=%s&msg_signature=%s"
        .formatted(
            timestamp.substring(0, last),
            timestamp.substring(last) + nonce,
            query.getOrDefault("signature", ""));
  }

  SteadyPushes.Outcome calm(Duration time) {
    return pushes.send(perSecond, time);
  }

  SteadyPushes.Outcome under(Attack attack, int many, Duration time) {
    AtomicBoolean over = new AtomicBoolean();
    Thread attacker =
        Thread.ofPlatform()
            .name("attacker")
            .start(() -> attack.run(target, many, () -> !over.get()));
    try {
      return pushes.send(perSecond, time);
    } finally {
      over.set(true);
      try {
        attacker.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  Program server() {
    return server;
  }

  long residentMib() throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(server.pid()), "status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum()
        / 1024;
  }

  @Override
  public void close() {
    pushes.close();
    http.shutdownNow();
    server.close();
  }
}
