package io.xiaoer.staff;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** RFC 9457 problem details, also where no controller is there yet to write them. */
final class Problems {
  private Problems() {}

  static ErrorResponseException of(HttpStatus status, String detail) {
    ErrorResponseException problem = new ErrorResponseException(status);
    problem.setDetail(detail);
    return problem;
  }

  /** With a word for programs beside the sentence for people. */
  static ErrorResponseException of(HttpStatus status, String reason, String detail) {
    ErrorResponseException problem = of(status, detail);
    problem.getBody().setProperty("reason", reason);
    return problem;
  }

  static void write(HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    byte[] body =
        JsonMapper.shared()
            .writeValueAsString(
                JsonNodeFactory.instance
                    .objectNode()
                    .put("type", "about:blank")
                    .put("title", status.getReasonPhrase())
                    .put("status", status.value())
                    .put("detail", detail))
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
