package io.xiaoer.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request that is refused, as RFC 9457 problem details: {@code reason} is a word in snake_case
 * for programs, {@code detail} an English sentence for their authors. The desk's page has words of
 * its own for each reason; {@code RefusalWordsTest} finds a reason that has none.
 */
public class ApiProblem extends ErrorResponseException {
  private static final long serialVersionUID = 1;

  /** The reason when several fields are wrong; what is wrong with each stands in {@code errors}. */
  private static final String INVALID = "invalid";

  /** Below this are the types; there is no page of any. */
  private static final String TYPES = "/problems/";

  protected ApiProblem(HttpStatus status, String reason, String detail) {
    super(status, problem(status, reason, detail), null);
  }

  public static ApiProblem of(HttpStatus status, String reason, String detail) {
    return new ApiProblem(status, reason, detail);
  }

  /** A request whose form is wrong: 400. */
  public static ApiProblem badRequest(FieldError error) {
    return of(HttpStatus.BAD_REQUEST, error.reason(), List.of(error));
  }

  /** A request that is well formed, with a value that cannot be taken: 422. */
  public static ApiProblem unprocessable(FieldError error) {
    return of(HttpStatus.UNPROCESSABLE_CONTENT, error.reason(), List.of(error));
  }

  /** A form with one or more wrong fields: 422. */
  public static ApiProblem invalid(List<FieldError> errors) {
    return of(HttpStatus.UNPROCESSABLE_CONTENT, INVALID, errors);
  }

  /** Something that is not there, or is not for the caller to see: 404. */
  public static ApiProblem notFound(String reason, String detail) {
    return of(HttpStatus.NOT_FOUND, reason, detail);
  }

  /** Something that does not fit what has happened in the meantime: 409. */
  public static ApiProblem conflict(String reason, String detail) {
    return of(HttpStatus.CONFLICT, reason, detail);
  }

  private static ApiProblem of(HttpStatus status, String reason, List<FieldError> errors) {
    return new ApiProblem(
            status,
            reason,
            errors.stream().map(FieldError::sentence).collect(Collectors.joining("; ")))
        .with("errors", errors.stream().map(FieldError::json).toList());
  }

  /** Adds a field for programs. */
  public ApiProblem with(String name, @Nullable Object value) {
    getBody().setProperty(name, value);
    return this;
  }

  /** Gives it a type of its own, for programs that tell problems apart by it. */
  public ApiProblem ofType(String type) {
    getBody().setType(URI.create(TYPES + type));
    return this;
  }

  public ApiProblem retryAfter(Duration wait) {
    getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(wait.toSeconds() + 1));
    return this;
  }

  static ProblemDetail problem(HttpStatus status, String reason, String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setProperty("reason", reason);
    return problem;
  }

  /** For a filter, where no exception handler is near. */
  public static void write(
      HttpServletResponse response, HttpStatus status, String reason, String detail)
      throws IOException {
    of(status, reason, detail).write(response);
  }

  /** The same for a refusal that is made elsewhere. */
  public void write(HttpServletResponse response) throws IOException {
    ProblemDetail problem = getBody();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", "about:blank");
    json.put("title", problem.getTitle());
    json.put("status", problem.getStatus());
    json.put("detail", problem.getDetail());
    json.putAll(Objects.requireNonNullElse(problem.getProperties(), Map.of()));
    byte[] body = JsonMapper.shared().writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.getStatus());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
