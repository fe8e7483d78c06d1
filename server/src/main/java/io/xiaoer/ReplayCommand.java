package io.xiaoer;

import io.xiaoer.settings.Settings;
import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./xiaoer replay}: has a running server give past rounds to its language model. */
@Command(
    name = "xiaoer replay",
    mixinStandardHelpOptions = true,
    versionProvider = ServeCommand.Versions.class,
    description =
        "Has the running server give questions that people have answered to the language model that"
            + " is set up for drafts, so that people can judge what it writes. Nothing is sent to"
            + " any customer. How many calls it makes, and of which host, is said before.",
    footer = {
      "",
      "The API key needs the scope admin: XIAOER_API_KEY, or else the first such",
      "key of xiaoer.yaml. Ctrl-C leaves it running; stop it with --stop, or at",
      "the desk, where the drafts are judged (Manage, AI replay).",
      "",
      "Exit codes: 0 done, 1 broken off, 2 refused."
    })
final class ReplayCommand implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int BROKEN = 1;
  private static final int REFUSED = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
  private static final String REPLAYS = "/api/v1/assistant/replays";
  private static final double SECOND_MILLIS = 1e3;
  private static final double PERCENT = 100;

  @Mixin private Configured configured = new Configured();

  @Option(names = "--shop", paramLabel = "ID", description = "whose rounds; the only one there is")
  private @Nullable String shop;

  @Option(names = "--days", paramLabel = "N", description = "how far back, 1 to 90 (30)")
  private int days = 30;

  @Option(names = "--count", paramLabel = "N", description = "rounds at most, 1 to 500 (50)")
  private int count = 50;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "the running server (this machine, at the configured port)")
  private @Nullable URI server;

  @Option(names = "--yes", description = "do not ask before the calls are made")
  private boolean yes;

  @Option(names = "--stop", description = "stop the one that is running, and begin none")
  private boolean stop;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  static CommandLine commandLine() {
    return new CommandLine(new ReplayCommand())
        .setParameterExceptionHandler((wrong, _) ->
            say(REFUSED, wrong.getMessage() + " (./xiaoer replay --help lists the options)"));
  }

  /** The server did not agree, or is not there; the message is for the operator. */
  private static final class NotTaken extends Exception {
    private static final long serialVersionUID = 1;
    private final int exitCode;

    private NotTaken(int exitCode, String message) {
      super(message);
      this.exitCode = exitCode;
    }
  }

  @Override
  public Integer call() {
    Optional<String> unreadable = configured.problem();
    if (unreadable.isPresent()) {
      return say(REFUSED, unreadable.get());
    }
    try {
      String key = key();
      return stop ? stopRunning(key) : play(key);
    } catch (NotTaken e) {
      return say(e.exitCode, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return BROKEN;
    }
  }

  private int play(String key) throws NotTaken, InterruptedException {
    String whose = shop == null ? onlyShop(key) : shop;
    JsonNode plan =
        ask(
            key,
            "GET",
            "/api/v1/assistant/replay-plan?shop=%s&days=%s&count=%s"
                .formatted(URLEncoder.encode(whose, StandardCharsets.UTF_8), days, count),
            null);
    System.out.printf(
        Locale.ROOT,
        "%s calls of %s at %s, for %s of the rounds of shop %s in the last %s days%n",
        plan.path("calls").asInt(),
        plan.path("model").asString(),
        plan.path("host").asString(),
        plan.path("available").asInt(),
        whose,
        days);
    if (!yes && !agreed()) {
      return say(REFUSED, "nothing was begun; --yes begins without asking");
    }
    ObjectNode wanted =
        JsonNodeFactory.instance
            .objectNode()
            .put("shop", whose)
            .put("days", days)
            .put("count", count);
    JsonNode replay = ask(key, "POST", REPLAYS, wanted.toString());
    String place = REPLAYS + "/" + replay.path("id").asString();
    int shown = -1;
    while (replay.path("state").asString().equals("running")) {
      int played = replay.path("report").path("played").asInt();
      if (played != shown) {
        System.err.printf(Locale.ROOT, "xiaoer: %s of %s%n", played, replay.path("wanted").asInt());
        shown = played;
      }
      Thread.sleep(BETWEEN_LOOKS);
      replay = ask(key, "GET", place, null);
    }
    print(replay);
    return replay.path("state").asString().equals("done") ? DONE : say(BROKEN, ended(replay));
  }

  private static String ended(JsonNode replay) {
    String reason = replay.path("reason").asString("");
    return "it was %s%s"
        .formatted(replay.path("state").asString(), reason.isEmpty() ? "" : ": " + reason);
  }

  private static void print(JsonNode replay) {
    JsonNode report = replay.path("report");
    int drafted = report.path("drafted").asInt();
    System.out.printf(
        Locale.ROOT,
        "drafts %s, without %s, with something the shop has not stated %s (%.0f%%)%n",
        drafted,
        report.path("failed").asInt(),
        report.path("marked").asInt(),
        drafted == 0 ? 0 : PERCENT * report.path("marked").asInt() / drafted);
    System.out.printf(
        Locale.ROOT,
        "95 of 100 within %.1f s (first word %.1f s); tokens %s in, %s out, told of %s drafts%n",
        report.path("p95_milliseconds").asDouble(0) / SECOND_MILLIS,
        report.path("p95_first_word_milliseconds").asDouble(0) / SECOND_MILLIS,
        report.path("prompt_tokens").asLong(),
        report.path("answer_tokens").asLong(),
        report.path("counted").asInt());
    System.out.println("judge the drafts at the desk: Manage, AI replay");
  }

  private int stopRunning(String key) throws NotTaken, InterruptedException {
    for (JsonNode replay : ask(key, "GET", REPLAYS, null).path("replays")) {
      if (replay.path("state").asString().equals("running")) {
        ask(key, "POST", REPLAYS + "/" + replay.path("id").asString() + "/stop", "{}");
        System.out.println("stopped");
        return DONE;
      }
    }
    return say(REFUSED, "no replay is running");
  }

  private String onlyShop(String key) throws NotTaken, InterruptedException {
    JsonNode shops = ask(key, "GET", "/api/v1/shops", null).path("shops");
    if (shops.size() != 1) {
      throw new NotTaken(
          REFUSED, "--shop: say whose rounds; there are %s shops".formatted(shops.size()));
    }
    return shops.path(0).path("id").asString();
  }

  @SuppressWarnings("SystemConsoleNull") // since 25 it is null again where there is no terminal
  private static boolean agreed() {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return false;
    }
    String said = console.readLine("Make these calls? [y/N] ");
    return said != null && said.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }

  private String key() throws NotTaken {
    String given = System.getenv("XIAOER_API_KEY");
    if (given != null && !given.isBlank()) {
      return given;
    }
    return configured.settings().apiKeys().stream()
        .filter(key -> key.scopes().isEmpty() || key.scopes().contains("admin"))
        .map(Settings.ApiKey::key)
        .filter(key -> !key.isBlank())
        .findFirst()
        .orElseThrow(() ->
            new NotTaken(
                REFUSED,
                "no API key: set XIAOER_API_KEY to one with the scope admin (Manage, API keys)"));
  }

  private URI base() {
    URI given = server;
    return given == null
        ? URI.create(
            "http://127.0.0.1:" + configured.environment().getProperty("server.port", "8080"))
        : given;
  }

  private JsonNode ask(String key, String method, String path, @Nullable String body)
      throws NotTaken, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base().resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response;
    try {
      response = http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new NotTaken(BROKEN, "no answer from %s: is the server running?".formatted(base()));
    }
    JsonNode json = json(response.body());
    if (response.statusCode() / 100 != 2) {
      throw new NotTaken(
          REFUSED,
          "the server refused it: %s %s"
              .formatted(response.statusCode(), json.path("detail").asString("")));
    }
    return json;
  }

  private static JsonNode json(String body) {
    try {
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException notJson) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  private static int say(int exitCode, String line) {
    System.err.println("xiaoer: " + line);
    return exitCode;
  }
}
