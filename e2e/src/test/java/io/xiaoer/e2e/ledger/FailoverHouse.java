package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Pace;
import io.xiaoer.e2e.PostgresPair;
import io.xiaoer.e2e.Program;
import io.xiaoer.e2e.ServerImage;
import io.xiaoer.e2e.Soon;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Two servers on a PostgreSQL with a standby, of which the primary ends in each round. It does so
 * only while the standby is in sync, as Patroni promotes only then.
 */
final class FailoverHouse implements House {
  private static final int LOAD_MS_MIN = 300;
  private static final int LOAD_MS_MAX = 3_000;

  /** Until somebody notices and decides; Patroni takes up to half a minute. */
  private static final int NOTICED_MS_MAX = 3_000;

  /** How much faster than published the simulated platform pushes again. */
  private static final double PUSHES_FASTER = 100;

  private final PostgresPair postgres = PostgresPair.start();
  private final Installation first;
  private final List<Installation> nodes;
  private final List<Program> servers;
  private final Platform platform;
  private final Times times = new Times();
  private boolean kept;
  private int rounds;
  private @Nullable Ledger ledger;

  FailoverHouse(Path folder, ServerImage image) {
    String settings =
        postgres.settings()
            + "  media: {folder: \"%s\"}\n".formatted(folder.resolve("media").toAbsolutePath());
    try {
      first = new Installation(Files.createDirectories(folder.resolve("node1")), settings, image);
      nodes =
          List.of(first, first.besides(Files.createDirectories(folder.resolve("node2")), settings));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    servers = nodes.stream().map(node -> node.launchServer(Map.of())).toList();
    platform = first.startPlatform(PUSHES_FASTER);
  }

  @Override
  public List<URI> pushUrls() {
    return nodes.stream().map(FailoverHouse::pushUrl).toList();
  }

  @Override
  public Desk desk() {
    return new Desk(() -> nodes.get(rounds % nodes.size()).desk("/"));
  }

  @Override
  public void start() {
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).awaitReady(servers.get(i));
    }
  }

  @Override
  public void watches(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public String suffer(Trouble trouble, Random random) {
    int after = random.nextInt(LOAD_MS_MIN, LOAD_MS_MAX);
    int noticed = random.nextInt(NOTICED_MS_MAX);
    rounds++;
    Pace.pause(after);
    if (!postgres.isInSync()) {
      throw new AssertionError("the standby is not in sync");
    }
    if (trouble == Trouble.PRIMARY_AHEAD) {
      return killAhead();
    }
    long ended = System.nanoTime();
    boolean frozen = trouble == Trouble.PRIMARY_FROZEN;
    if (frozen) {
      postgres.freezePrimary();
    } else if (trouble == Trouble.PRIMARY_KILLED) {
      postgres.killPrimary();
    } else {
      throw new IllegalArgumentException(trouble + ": not where the primary is what ends");
    }
    Pace.pause(noticed);
    postgres.promote();
    long promoted = System.nanoTime();
    times.promoted(Duration.ofNanos(promoted - ended));
    StringBuilder what =
        new StringBuilder(
            "after %d ms, promoted %d ms later; acknowledged again after"
                .formatted(after, millis(promoted - ended)));
    awaitAcknowledged(promoted, what);
    awaitGoesOn(promoted);
    Duration goesOn = Duration.ofNanos(System.nanoTime() - promoted);
    times.goesOn(goesOn);
    start();
    Duration ready = Duration.ofNanos(System.nanoTime() - promoted);
    times.ready(ready);
    what.append(
        "; all went on after %d ms, ready %d ms".formatted(goesOn.toMillis(), ready.toMillis()));
    awaitStandby(promoted, 0);
    if (frozen) {
      postgres.killOther();
    }
    postgres.addStandby();
    awaitStandby(promoted, 1);
    return what.toString();
  }

  /** With a standby that has missed the last seconds, of which the nodes know nothing. */
  private String killAhead() {
    postgres.waitForNobody();
    postgres.killOther();
    Pace.pause(LOAD_MS_MAX);
    postgres.killPrimary();
    postgres.startStandby();
    postgres.promote();
    start();
    return "%d ms ahead of its standby".formatted(LOAD_MS_MAX);
  }

  /** What each node says of it, by the metric that an alert watches. */
  private void awaitStandby(long promoted, double there) {
    for (Installation node : nodes) {
      await(
          promoted,
          "a node does not know whether there is a standby",
          () -> node.metric("xiaoer_database_synchronous_standby") == there);
    }
  }

  private void awaitAcknowledged(long promoted, StringBuilder what) {
    Ledger watched = ledger;
    if (watched == null) {
      throw new IllegalStateException("nobody pushes");
    }
    for (Installation node : nodes) {
      String authority = node.desk("/").getAuthority();
      await(
          promoted,
          authority + " acknowledges nothing",
          () -> watched.hasAcknowledgedSince(authority, promoted));
      Duration took = Duration.ofNanos(System.nanoTime() - promoted);
      times.acknowledged(took);
      what.append(" %d ms".formatted(took.toMillis()));
    }
  }

  /** A customer writes to one node, is answered and found at the other one. */
  private void awaitGoesOn(long promoted) {
    Map<String, Long> places = new HashMap<>();
    Installation here = nodes.get(rounds % nodes.size());
    Installation there = nodes.get((rounds + 1) % nodes.size());
    await(
        promoted,
        "no readers",
        () -> {
          here.get("/api/v1/admin/system")
              .path("readers")
              .forEach(
                  one -> places.put(one.path("reader").asString(), one.path("cursor").asLong()));
          return true;
        });
    platform.pushTo(pushUrl(here));
    Customer customer = platform.customer("oAfter" + rounds);
    String words = "第%d轮之后还在吗".formatted(rounds);
    says(customer.says(words));
    says(customer.sendsImage());
    AtomicReference<String> found = new AtomicReference<>("");
    await(
        promoted,
        "no conversation",
        () -> {
          there
              .get("/api/v1/conversations?open_id=" + customer.openId())
              .path("conversations")
              .forEach(one -> found.set(one.path("id").asString()));
          return !found.get().isEmpty();
        });
    String conversation = found.get();
    String client = UUID.randomUUID().toString();
    await(
        promoted,
        "no answer is taken",
        () -> answer(there, conversation, client).statusCode() / 100 == 2);
    await(promoted, "no answer arrives", () -> platform.delivered(customer).contains("在的"));
    await(
        promoted,
        "no picture is fetched",
        () ->
            here.get("/api/v1/conversations/" + conversation + "/messages")
                .path("messages")
                .valueStream()
                .anyMatch(one -> one.path("image").path("state").asString("").equals("stored")));
    String search = "/api/v1/search?q=" + URLEncoder.encode(words, StandardCharsets.UTF_8);
    await(promoted, "nothing is found", () -> !here.get(search).path("hits").isEmpty());
    await(promoted, "a reader stands still", () -> haveMoved(there, places));
  }

  private void says(String msgId) {
    Ledger watched = ledger;
    if (watched != null) {
      watched.pushedByAnother(msgId);
    }
  }

  private static HttpResponse<String> answer(Installation node, String conversation, String client)
      throws IOException {
    return node.post(
        "/api/v1/conversations/" + conversation + "/messages",
        "{\"client_id\":\"%s\",\"type\":\"text\",\"text\":{\"content\":\"在的\"}}".formatted(client));
  }

  private static boolean haveMoved(Installation node, Map<String, Long> places) throws IOException {
    for (JsonNode reader : node.get("/api/v1/admin/system").path("readers")) {
      Long before = places.get(reader.path("reader").asString());
      if (before != null && reader.path("cursor").asLong() <= before) {
        return false;
      }
    }
    return true;
  }

  private interface Question {
    boolean ask() throws IOException;
  }

  /** What is refused for a while after a switch is asked for again. */
  private static void await(long promoted, String otherwise, Question question) {
    try {
      Soon.await()
          .until(() -> {
            try {
              return question.ask();
            } catch (IOException | AssertionError notYet) {
              return false;
            }
          });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "%s, %d ms after the promotion"
              .formatted(otherwise, millis(System.nanoTime() - promoted)),
          e);
    }
  }

  private static URI pushUrl(Installation node) {
    return node.desk("/callback/" + Installation.SHOP);
  }

  private static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }

  @Override
  public Times times() {
    return times;
  }

  /** Leaves what PostgreSQL has on the disk; says where. */
  Path keep() {
    kept = true;
    return postgres.stop();
  }

  @Override
  public void close() {
    platform.close();
    servers.forEach(Program::close);
    if (!kept) {
      postgres.close();
    }
  }
}
