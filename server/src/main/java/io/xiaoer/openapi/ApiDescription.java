package io.xiaoer.openapi;

import io.xiaoer.access.PublicRoute;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The description of this API. Written by hand, and held to the code by a test. {@code
 * openapi.yaml} is the frame; each feature brings its paths and components in a file beside it.
 */
@RestController
class ApiDescription {
  private static final String FRAME = "openapi.yaml";

  private final String json = read();

  @PublicRoute
  @GetMapping(value = "/api/v1/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
  String openApi() {
    return json;
  }

  private static String read() {
    try {
      Resource[] files =
          new PathMatchingResourcePatternResolver().getResources("classpath*:/openapi/*.yaml");
      List<Resource> frameFirst =
          Stream.of(files)
              .sorted(
                  Comparator.comparing((Resource file) -> !FRAME.equals(file.getFilename()))
                      .thenComparing(file -> String.valueOf(file.getFilename())))
              .toList();
      ObjectNode whole = JsonMapper.shared().createObjectNode();
      for (Resource file : frameFirst) {
        add(whole, parse(file), String.valueOf(file.getFilename()));
      }
      ApiExamples.add(whole);
      return JsonMapper.shared().writeValueAsString(whole);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(Resource file) throws IOException {
    try (InputStream in = file.getInputStream()) {
      Object description = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      return JsonMapper.shared().valueToTree(description);
    }
  }

  /** Objects grow together; what two files both say is somebody's mistake. */
  private static void add(ObjectNode whole, JsonNode part, String file) {
    part.properties()
        .forEach(entry -> {
          JsonNode there = whole.get(entry.getKey());
          if (there == null) {
            whole.set(entry.getKey(), entry.getValue());
          } else if (there instanceof ObjectNode object && entry.getValue().isObject()) {
            add(object, entry.getValue(), file);
          } else {
            throw new IllegalStateException(file + ": " + entry.getKey() + " is described twice");
          }
        });
  }
}
