package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.simulator.envelope.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What docs/ says about the running server and about the tests is so. */
class DocumentsTest {
  private static final Path DOCS = root().resolve("docs");

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

  /** Every metric's name has an underscore; no label's name and no word of the language has. */
  private static final Pattern METRIC =
      Pattern.compile("(?<![$\\w])[a-z]+(?:_[a-z0-9]+)+\\b(?!\\s*\\()");

  private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^}]*)}");
  private static final Pattern MATCHER =
      Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"([^\"]*)\"");

  /** As in {@code xiaoer_reader_lag{reader="conversation"} 0.0}. */
  private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(?:\\{(.*)})? \\S+");

  private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+Test)(?:#(\\w+))?`");

  @TempDir Path data;

  @Test
  void dashboardAndAlertsUseMetricsAndLabelsThatTheServerHas() {
    Map<String, Set<String>> measured = measured();
    Set<String> missing = new TreeSet<>();
    List<String> expressions = Stream.concat(alertExpressions(), panelExpressions()).toList();
    for (String expression : expressions) {
      METRIC
          .matcher(QUOTED.matcher(expression).replaceAll("\"\""))
          .results()
          .map(MatchResult::group)
          .filter(metric -> !measured.containsKey(metric))
          .forEach(missing::add);
      SELECTOR
          .matcher(expression)
          .results()
          .filter(selector -> measured.containsKey(selector.group(1)))
          .flatMap(selector ->
              matchers(selector.group(2))
                  .filter(matcher ->
                      !measured.getOrDefault(selector.group(1), Set.of()).contains(matcher))
                  .map(matcher -> selector.group(1) + "{" + matcher + "}"))
          .forEach(missing::add);
    }
    assertThat(expressions).hasSizeGreaterThan(30);
    assertThat(missing).isEmpty();
  }

  @Test
  void everyAlertHasItsPlaceInTheRunbook() {
    String runbook = read(DOCS.resolve("operate/README.md"));
    assertThat(alerts().map(alert -> "**" + alert.get("alert") + "**").toList())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(runbook).contains(name));
  }

  @Test
  void everyTestNamedInTheSecurityChecklistExists() {
    Map<String, String> tests = testSources();
    List<String> named =
        NAMED_TEST
            .matcher(read(DOCS.resolve("security.md")))
            .results()
            .map(
                test -> test.group(2) == null ? test.group(1) : test.group(1) + "#" + test.group(2))
            .toList();
    assertThat(named)
        .hasSizeGreaterThan(30)
        .allSatisfy(test -> {
          String[] parts = test.split("#", 2);
          assertThat(tests).containsKey(parts[0]);
          if (parts.length == 2) {
            assertThat(tests.get(parts[0])).contains("void " + parts[1] + "(");
          }
        });
  }

  /** Each metric of the running server, with its labels as {@code outcome=stored}. */
  private Map<String, Set<String>> measured() {
    String[] shop =
        TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9/"));
    String[] settings =
        Stream.concat(
                Stream.of(shop), Stream.of("xiaoer.kafka.properties.bootstrap.servers=127.0.0.1:9"))
            .toArray(String[]::new);
    try (TestServer server = TestServer.start(data, settings)) {
      server.get("/api/v1/shops");
      String text =
          server
              .send(
                  HttpRequest.newBuilder(server.url("/actuator/prometheus"))
                      .header("Authorization", "Bearer " + TestServer.API_KEY))
              .body();
      Map<String, Set<String>> measured = new TreeMap<>();
      text.lines()
          .map(SAMPLE::matcher)
          .filter(Matcher::matches)
          .forEach(sample -> {
            Set<String> labels = measured.computeIfAbsent(sample.group(1), _ -> new TreeSet<>());
            if (sample.group(2) != null) {
              matchers(sample.group(2)).forEach(labels::add);
            }
          });
      return measured;
    }
  }

  /** Each of {@code a|b} by itself; without what Prometheus or Grafana fills in. */
  private static Stream<String> matchers(String labels) {
    return MATCHER
        .matcher(labels)
        .results()
        .filter(label -> !label.group(1).equals("job") && !label.group(2).startsWith("$"))
        .flatMap(label ->
            Stream.of(label.group(2).split("\\|", -1)).map(value -> label.group(1) + "=" + value));
  }

  private static Stream<String> alertExpressions() {
    return alerts().map(alert -> String.valueOf(alert.get("expr")));
  }

  private static Stream<Map<?, ?>> alerts() {
    Map<String, List<Map<String, List<Map<?, ?>>>>> file =
        new Yaml().load(read(DOCS.resolve("operate/alerts.yml")));
    return file.getOrDefault("groups", List.of()).stream()
        .flatMap(group -> group.getOrDefault("rules", List.of()).stream());
  }

  private static Stream<String> panelExpressions() {
    JsonNode dashboard =
        JsonMapper.shared().readTree(read(DOCS.resolve("operate/grafana-dashboard.json")));
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        expressions.add(target.path("expr").asString());
      }
    }
    return expressions.stream();
  }

  private static Map<String, String> testSources() {
    try (Stream<Path> modules = Files.list(root())) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(DocumentsTest::javaFiles)
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  DocumentsTest::read,
                  String::concat)); // some names stand in two modules
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("xiaoer"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new AssertionError("run below the project's folder");
      }
    }
    return folder;
  }
}
