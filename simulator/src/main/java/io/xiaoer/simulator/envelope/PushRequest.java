package io.xiaoer.simulator.envelope;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** One push, ready to be sent: query parameters in the platform's order, and the body. */
public record PushRequest(SequencedMap<String, String> query, String contentType, String body) {

  /** The shop's push URL with these parameters added to whatever query it has already. */
  public URI to(URI pushUrl) {
    String added =
        query.entrySet().stream()
            .map(PushRequest::pair)
            .collect(Collectors.joining("&", pushUrl.getRawQuery() == null ? "?" : "&", ""));
    return URI.create(pushUrl + added);
  }

  private static String pair(Map.Entry<String, String> parameter) {
    return parameter.getKey()
        + "="
        + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8);
  }
}
