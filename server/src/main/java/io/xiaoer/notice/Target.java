package io.xiaoer.notice;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Where a channel's messages go, and what signs them; both are secrets, and not for logs.
 *
 * @param secret null when nothing is signed
 */
record Target(URI url, @Nullable String secret) {
  private static final int ENDING_CHARS = 4;

  /** The host, and as much of the end as tells two robots apart. */
  String shown() {
    String written = url.toString();
    String ending = written.substring(written.length() - ENDING_CHARS);
    return url.getHost() + "/…" + ending;
  }

  String json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("url", url.toString())
        .put("secret", secret)
        .toString();
  }

  static Target read(String json) {
    JsonNode read = JsonMapper.shared().readTree(json);
    JsonNode secret = read.path("secret");
    return new Target(
        URI.create(read.path("url").asString()), secret.isString() ? secret.asString() : null);
  }

  @Override
  public String toString() {
    return "Target";
  }
}
