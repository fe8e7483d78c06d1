package io.xiaoer.simulator.http;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, read whole.
 *
 * @param query the decoded parameters; of a repeated one the first
 * @param headers names in lower case; of a repeated one the first
 */
@SuppressWarnings("ArrayRecordComponent") // Read whole, passed on, never compared.
public record Call(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String remoteAddress,
    byte[] body) {

  public Optional<String> parameter(String name) {
    @Nullable String value = query.get(name);
    return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  public boolean isGet() {
    return method.equals("GET") || method.equals("HEAD");
  }

  public boolean isPost() {
    return method.equals("POST");
  }
}
