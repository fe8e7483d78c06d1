package io.xiaoer.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Routes;
import io.xiaoer.TestServer;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApiDescriptionTest {
  @TempDir Path data;

  @Test
  void describesEveryRouteAndNoOther() {
    try (TestServer server = TestServer.start(data)) {
      JsonNode description =
          JsonMapper.shared()
              .readTree(
                  server.send(HttpRequest.newBuilder(server.url("/api/v1/openapi.json"))).body());
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
}
