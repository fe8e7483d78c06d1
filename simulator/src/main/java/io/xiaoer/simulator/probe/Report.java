package io.xiaoer.simulator.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A result as a table, as JSON and as a page. */
final class Report {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
          .withZone(ZoneId.of("Asia/Shanghai"));
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Report() {}

  static String table(Result result) {
    int ids = result.checks().stream().mapToInt(each -> each.check().id().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    result.cause().ifPresent(cause -> text.append(fixFirst(result, cause)).append("\n\n"));
    for (CheckResult each : result.byCause()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-4s  %-" + ids + "s  %s%n",
              each.outcome().word(),
              each.check().id(),
              each.finding().detail()));
      if (each.finding().cause().isEmpty()
          && (each.outcome() == Outcome.FAIL || each.outcome() == Outcome.WARN)) {
        text.append(" ".repeat(6 + ids + 2)).append(each.check().source()).append('\n');
      }
    }
    return text.append('\n')
        .append(result.verdict().toUpperCase(Locale.ROOT))
        .append("  ")
        .append(counts(result))
        .append("  ")
        .append(result.url())
        .append('\n')
        .toString();
  }

  static String json(Result result) {
    ObjectNode root = JSON.createObjectNode().put("verdict", result.verdict());
    ArrayNode checks = root.putArray("checks");
    for (CheckResult each : result.checks()) {
      checks
          .addObject()
          .put("id", each.check().id())
          .put("title", each.check().title())
          .put("outcome", each.outcome().word())
          .put("detail", each.finding().detail())
          .put("source", each.check().source().toString());
    }
    return root.toString();
  }

  /** One page without anything outside it. */
  static String html(Result result) {
    StringBuilder rows = new StringBuilder();
    for (Outcome outcome : new Outcome[] {Outcome.FAIL, Outcome.WARN, Outcome.PASS, Outcome.SKIP}) {
      if (result.count(outcome) > 0) {
        rows.append("<section class=\"").append(outcome.word()).append("\"><h2>");
        rows.append(heading(outcome)).append(" <b>").append(result.count(outcome));
        rows.append("</b></h2><ul>\n");
        result.byCause().stream()
            .filter(each -> each.outcome() == outcome)
            .forEach(each -> rows.append(row(each)));
        rows.append("</ul></section>\n");
      }
    }
    return template()
        .replace("{{class}}", result.go() ? "go" : "no-go")
        .replace("{{verdict}}", result.go() ? "Go" : "No-go")
        .replace("{{meaning}}", meaning(result))
        .replace("{{when}}", when(result.at()))
        .replace("{{counts}}", counts(result))
        .replace("{{customer}}", result.openId())
        .replace("{{url}}", escaped(result.url()))
        .replace("{{rows}}", rows); // Last: a server's words are not searched for places.
  }

  private static String row(CheckResult each) {
    Source source = each.check().source();
    return """
    <li><div class="what"><h3>%s</h3><code>%s</code></div><p>%s</p>\
    <p class="source">%s<a href="%s">%s</a></p></li>
    """
        .formatted(
            escaped(each.check().title()),
            each.check().id(),
            escaped(each.finding().detail()),
            source.inferred() ? "<i>inferred</i> from " : "stated on ",
            source.page(),
            source.page().replaceFirst("https://[^/]+", ""));
  }

  private static String heading(Outcome outcome) {
    return switch (outcome) {
      case FAIL -> "Fix before the switch";
      case WARN -> "Worth a look";
      case PASS -> "Passed";
      case SKIP -> "Not asked";
    };
  }

  /** No more than was seen: what was skipped is not known, and a warning is not nothing. */
  private static String meaning(Result result) {
    Optional<CheckResult> cause = result.cause();
    if (cause.isPresent()) {
      return fixFirst(result, cause.get());
    }
    if (!result.go()) {
      return "Switching now risks lost messages or believed forgeries.";
    }
    long skipped = result.count(Outcome.SKIP);
    long warned = result.count(Outcome.WARN);
    return "No check failed"
        + (warned > 0 ? ", " + warned + " warned" : "")
        + (skipped > 0 ? ", " + skipped + " not asked: their details say why." : ".");
  }

  /** The only cause known so far, see {@link Naive}. */
  private static String fixFirst(Result result, CheckResult cause) {
    return "The URL does not verify signatures: fix this first ("
        + cause.check().id()
        + "). "
        + (result.following(Outcome.FAIL) + result.following(Outcome.WARN))
        + " other findings follow from it, and "
        + result.following(Outcome.SKIP)
        + " checks would have passed and prove nothing. Then run the probe again.";
  }

  private static String counts(Result result) {
    return result.count(Outcome.PASS)
        + " passed, "
        + result.count(Outcome.FAIL)
        + " failed, "
        + result.count(Outcome.WARN)
        + " warned, "
        + result.count(Outcome.SKIP)
        + " skipped";
  }

  private static String when(Instant at) {
    return WHEN.format(at) + " (Asia/Shanghai)";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String template() {
    try (InputStream in = Report.class.getResourceAsStream("report.html")) {
      if (in == null) {
        throw new IllegalStateException("report.html is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
