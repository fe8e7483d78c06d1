package io.xiaoer.desk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** The description of this API. Written by hand, and held to the code by a test. */
@RestController
class ApiDescription {
  private final String json = read();

  @GetMapping(value = "/api/v1/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
  String openApi() {
    return json;
  }

  private static String read() {
    try (InputStream in = ApiDescription.class.getResourceAsStream("/openapi/openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("openapi.yaml is not in the jar");
      }
      Object description = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      return JsonMapper.shared().writeValueAsString(description);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
