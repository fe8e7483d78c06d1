package io.xiaoer.openapi;

import io.xiaoer.access.PublicRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The description of this API as a page to read. Written here from the description itself: no
 * script, nothing from elsewhere, and never another truth.
 */
@RestController
class ApiPage {
  private static final String REFERENCE = "#/components/schemas/";
  private static final List<String> JOINTS = List.of("oneOf", "allOf");

  private static final String STYLE =
      """
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem;
             color: #1f2328; background: #fff; }
      h1, h2, h3 { line-height: 1.25; }
      section { border-top: 1px solid #d0d7de; padding: .5rem 0; }
      code, .method { font-family: ui-monospace, monospace; font-size: .9em; }
      .method { display: inline-block; min-width: 4.5rem; font-weight: 700; color: #0550ae; }
      dl { margin: .25rem 0 .25rem 1rem; }
      dt { float: left; clear: left; min-width: 11rem; padding-right: .5rem; }
      dd { margin: 0 0 .15rem 12rem; }
      ul { margin: .25rem 0; padding-left: 1.5rem; }
      nav ul { columns: 2; list-style: none; padding: 0; }
      .kind { color: #57606a; }
      pre { overflow-x: auto; font: .85em/1.4 ui-monospace, monospace; }
      @media (max-width: 40rem) { nav ul { columns: 1; } dt { float: none; } dd { margin-left: 1rem; } }
      @media (prefers-color-scheme: dark) {
        body { color: #e6edf3; background: #0d1117; } a { color: #79c0ff; }
        section { border-color: #30363d; } .method { color: #79c0ff; } .kind { color: #9da7b1; }
      }
      """;

  /** The way of most programs, to be tried in a shell. */
  private static final String TAIL_AND_ANSWER =
      """
      <section id="tail-and-answer"><h2>Read the log and answer</h2>
      <p>Make a key on the page Keys with the scopes for events and conversations, then:</p>
      <pre>
      KEY=…
      # 1. Everything since the place you have kept; at the very beginning that is 0.
      curl -s -H "Authorization: Bearer $KEY" "$DESK/api/v1/events?after=0&amp;limit=500"
      # 2. Keep last_seq of the answer; give it as after the next time, a second or so later.
      # 3. An event of a customer names its conversation. Answer there; the same client_id again
      #    sends nothing twice, so repeat the request when no answer came.
      curl -s -X POST -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
        -d '{"client_id":"order-4711-shipped","type":"text","text":{"content":"已发货"}}' \\
        "$DESK/api/v1/conversations/42/messages"
      # 4. 409 says with reason why it cannot be sent: used_up, too_late, not_begun …
      </pre></section>
      """;

  private final String html;

  ApiPage(ApiDescription description) {
    html = page(JsonMapper.shared().readTree(description.openApi()));
  }

  @PublicRoute
  @GetMapping(value = "/api/v1/docs", produces = MediaType.TEXT_HTML_VALUE + ";charset=UTF-8")
  String page() {
    return html;
  }

  /** Beside the page, because the page may hold no style of its own. */
  @PublicRoute
  @GetMapping(value = "/api/v1/docs.css", produces = "text/css;charset=UTF-8")
  String style() {
    return STYLE;
  }

  private record Route(String method, String path, JsonNode about) {
    String anchor() {
      return (method + path).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
  }

  private static String page(JsonNode api) {
    List<Route> routes = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        routes.add(
            new Route(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()));
      }
    }
    StringBuilder out = new StringBuilder(64 * 1024);
    String title = text(api.path("info").path("title")) + " API";
    out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
        .append(title)
        .append("</title><link rel=\"stylesheet\" href=\"/api/v1/docs.css\"></head><body><h1>")
        .append(title)
        .append("</h1><p>")
        .append(text(api.path("info").path("description")))
        .append("</p><p>For programs: <a href=\"/api/v1/openapi.json\">openapi.json</a></p>")
        .append("<nav><h2>Routes</h2><ul>");
    for (Route route : routes) {
      out.append("<li><a href=\"#%s\">".formatted(route.anchor()));
      name(out, route);
      out.append("</a></li>");
    }
    out.append("</ul></nav><main>").append(TAIL_AND_ANSWER);
    routes.forEach(route -> route(out, route, api));
    out.append("<h2>Shapes</h2>");
    for (Map.Entry<String, JsonNode> schema : api.path("components").path("schemas").properties()) {
      String name = escaped(schema.getKey());
      out.append("<section id=\"shape-%s\"><h3>%s</h3>".formatted(name, name));
      schema(out, schema.getValue());
      out.append("</section>");
    }
    return out.append("</main></body></html>\n").toString();
  }

  private static void name(StringBuilder out, Route route) {
    out.append(
        "<span class=\"method\">%s</span> <code>%s</code>"
            .formatted(escaped(route.method), escaped(route.path)));
  }

  private static void route(StringBuilder out, Route route, JsonNode api) {
    JsonNode about = route.about;
    out.append("<section id=\"%s\"><h3>".formatted(route.anchor()));
    name(out, route);
    out.append("</h3><p><strong>").append(text(about.path("summary"))).append("</strong></p>");
    paragraph(out, about.path("description"));
    if (about.path("security").isArray() && about.path("security").isEmpty()) {
      out.append("<p class=\"kind\">Without logging in.</p>");
    }
    if (!about.path("parameters").isEmpty()) {
      out.append("<h4>Parameters</h4><dl>");
      for (JsonNode written : about.path("parameters")) {
        JsonNode parameter = resolved(written, api);
        field(
            out,
            parameter.path("name").asString(""),
            parameter.path("schema"),
            parameter.path("in").asString(""),
            text(parameter.path("description")));
      }
      out.append("</dl>");
    }
    JsonNode request = about.path("requestBody");
    if (!request.isMissingNode()) {
      out.append("<h4>Request</h4>");
      content(out, request.path("content"));
    }
    out.append("<h4>Answers</h4><dl>");
    for (Map.Entry<String, JsonNode> written : about.path("responses").properties()) {
      JsonNode response = resolved(written.getValue(), api);
      out.append(
          "<dt><code>%s</code></dt><dd>%s"
              .formatted(escaped(written.getKey()), text(response.path("description"))));
      content(out, response.path("content"));
      out.append("</dd>");
    }
    out.append("</dl></section>");
  }

  private static void content(StringBuilder out, JsonNode content) {
    for (Map.Entry<String, JsonNode> kind : content.properties()) {
      out.append("<div><span class=\"kind\">%s</span> ".formatted(escaped(kind.getKey())));
      schema(out, kind.getValue().path("schema"));
      JsonNode example = kind.getValue().path("example");
      if (!example.isMissingNode()) {
        out.append("<pre>").append(escaped(example.toPrettyString())).append("</pre>");
      }
      out.append("</div>");
    }
  }

  private static void schema(StringBuilder out, JsonNode schema) {
    for (String joint : JOINTS) {
      if (schema.has(joint)) {
        paragraph(out, schema.path("description"));
        out.append("<span class=\"kind\">%s</span><ul>".formatted(joint.replace("Of", " of")));
        for (JsonNode part : schema.path(joint)) {
          out.append("<li>");
          schema(out, part);
          out.append("</li>");
        }
        out.append("</ul>");
        return;
      }
    }
    out.append(kind(schema));
    paragraph(out, schema.path("description"));
    JsonNode fields =
        schema.path("items").has("properties")
            ? schema.path("items").path("properties")
            : schema.path("properties");
    if (!fields.isEmpty()) {
      out.append("<dl>");
      for (Map.Entry<String, JsonNode> one : fields.properties()) {
        field(out, one.getKey(), one.getValue(), "", text(one.getValue().path("description")));
      }
      out.append("</dl>");
    }
  }

  private static void field(
      StringBuilder out, String name, JsonNode schema, String where, String about) {
    out.append("<dt><code>%s</code></dt><dd>".formatted(escaped(name)));
    if (!where.isEmpty()) {
      out.append("<span class=\"kind\">in %s,</span> ".formatted(escaped(where)));
    }
    if (schema.has("properties")
        || schema.path("items").has("properties")
        || JOINTS.stream().anyMatch(schema::has)) {
      schema(out, schema);
    } else {
      out.append(kind(schema)).append(about.isEmpty() ? "" : " – " + about);
    }
    out.append("</dd>");
  }

  /** What it is, in a few words. */
  private static String kind(JsonNode schema) {
    String reference = schema.path("$ref").asString("");
    if (reference.startsWith(REFERENCE)) {
      String name = escaped(reference.substring(REFERENCE.length()));
      return "<a href=\"#shape-%s\">%s</a>".formatted(name, name);
    }
    if (schema.has("items")) {
      return "list of " + kind(schema.path("items"));
    }
    List<String> words = new ArrayList<>();
    if (schema.has("const")) {
      words.add(schema.path("const").asString(""));
    } else if (schema.has("enum")) {
      List<String> values = new ArrayList<>();
      schema.path("enum").forEach(value -> values.add(value.asString("null")));
      words.add(String.join(" | ", values));
    } else if (schema.path("type").isArray()) {
      List<String> types = new ArrayList<>();
      schema.path("type").forEach(type -> types.add(type.asString("")));
      words.add(String.join(" or ", types));
    } else {
      words.add(schema.path("type").asString("anything"));
    }
    for (String bound :
        List.of("format", "default", "minimum", "maximum", "minLength", "maxLength")) {
      if (schema.has(bound)) {
        words.add(bound + " " + schema.path(bound).asString(""));
      }
    }
    return "<span class=\"kind\">%s</span>".formatted(escaped(String.join(", ", words)));
  }

  private static JsonNode resolved(JsonNode node, JsonNode api) {
    String reference = node.path("$ref").asString("");
    return reference.startsWith("#/") ? api.at(reference.substring(1)) : node;
  }

  private static void paragraph(StringBuilder out, JsonNode description) {
    String words = text(description);
    if (!words.isEmpty()) {
      out.append("<p>").append(words).append("</p>");
    }
  }

  private static String text(JsonNode node) {
    return escaped(node.asString("")).replaceAll("`([^`]+)`", "<code>$1</code>");
  }

  private static String escaped(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }
}
