package io.xiaoer.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.xiaoer.Routes;
import io.xiaoer.TestServer;
import io.xiaoer.api.KnownParameters;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ApiDescriptionTest {
  @TempDir static Path data;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void namesTheQueryParametersOfEachRouteAndNoOther() {
    JsonNode description = description();
    KnownParameters known = server.bean("knownParameters", KnownParameters.class);
    server
        .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach((mapping, handler) ->
            mapping.getPatternValues().stream()
                .filter(path -> path.startsWith("/api/"))
                .forEach(path ->
                    mapping
                        .getMethodsCondition()
                        .getMethods()
                        .forEach(method ->
                            assertThat(inQuery(description, path, method.name()))
                                .as("%s %s", method, path)
                                .isEqualTo(known.of(handler)))));
  }

  private static Set<String> inQuery(JsonNode description, String path, String method) {
    Set<String> names = new TreeSet<>();
    JsonNode item = description.path("paths").path(path);
    JsonNode operation = item.path(method.toLowerCase(java.util.Locale.ROOT));
    for (JsonNode parameters : List.of(item.path("parameters"), operation.path("parameters"))) {
      for (JsonNode parameter : parameters) {
        String reference = parameter.path("$ref").asString("");
        JsonNode resolved =
            reference.isEmpty() ? parameter : description.at(reference.substring(1));
        if (resolved.path("in").asString("").equals("query")) {
          names.add(resolved.path("name").asString(""));
        }
      }
    }
    return names;
  }

  @Test
  void followsTheOpenApiSpecification() throws IOException {
    try (InputStream schema =
        Objects.requireNonNull(ApiDescriptionTest.class.getResourceAsStream("/openapi-3.1.json"))) {
      Schema specification =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(JsonMapper.shared().readTree(schema));
      JsonNode description = description();
      assertThat(specification.validate(description)).isEmpty();
      ((ObjectNode) description.at("/components/schemas/Problem")).putNull("video or file");
      assertThat(specification.validate(description)).isNotEmpty();
    }
  }

  private static JsonNode description() {
    return JsonMapper.shared()
        .readTree(server.send(HttpRequest.newBuilder(server.url("/api/v1/openapi.json"))).body());
  }

  @Test
  void describesEveryRouteAndNoOther() {
    JsonNode description = description();
    Set<String> described = new TreeSet<>();
    description
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(method ->
                    described.add(
                        method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
    Set<String> routes = new TreeSet<>(Routes.of(server));
    routes.add("GET /api/v1/live"); // the WebSocket, which is no controller
    assertThat(described).isEqualTo(routes);
  }
}
