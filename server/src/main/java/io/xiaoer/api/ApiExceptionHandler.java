package io.xiaoer.api;

import io.xiaoer.store.DatabaseBusy;
import io.xiaoer.store.SeldomLog;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.util.ClassUtils;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Every error of the API as problem details with a reason, and none with a word from inside. */
@RestControllerAdvice
class ApiExceptionHandler extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ApiExceptionHandler.class);

  private final SeldomLog busy = SeldomLog.warnings(log);
  private final SeldomLog silent = SeldomLog.errors(log);
  private final SeldomLog unexpected = SeldomLog.errors(log);

  /** Of a lock that passes, or of a server that is starting again. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** The parser's own message would repeat a piece of the body. */
  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return handleExceptionInternal(e, unreadable(e).getBody(), headers, status, request);
  }

  private static ApiProblem unreadable(HttpMessageNotReadableException e) {
    if (e.getCause() instanceof MismatchedInputException mismatch
        && !mismatch.getPath().isEmpty()) {
      String field =
          mismatch.getPath().stream()
              .map(ApiExceptionHandler::name)
              .collect(Collectors.joining("."));
      return ApiProblem.badRequest(
          FieldError.wrongJsonType(field, expected(mismatch.getTargetType())));
    }
    return ApiProblem.of(
        HttpStatus.BAD_REQUEST, "not_json", "The body is not the JSON expected here.");
  }

  private static String name(JacksonException.Reference reference) {
    String name = reference.getPropertyName();
    return name == null ? String.valueOf(reference.getIndex()) : name;
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "another type";
    }
    Class<?> boxed = ClassUtils.resolvePrimitiveIfNecessary(type);
    if (CharSequence.class.isAssignableFrom(boxed) || boxed.isEnum()) {
      return "a string";
    } else if (Number.class.isAssignableFrom(boxed)) {
      return "a number";
    } else if (boxed == Boolean.class) {
      return "true or false";
    } else if (Collection.class.isAssignableFrom(boxed) || boxed.isArray()) {
      return "an array";
    } else if (Temporal.class.isAssignableFrom(boxed)) {
      return "a time like 2026-11-25T00:00:00Z";
    }
    return "an object";
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    String name =
        e instanceof MethodArgumentTypeMismatchException argument
            ? argument.getName()
            : String.valueOf(e.getPropertyName());
    ApiProblem problem =
        ApiProblem.badRequest(FieldError.of(name, "malformed", "not a value of the expected type"));
    return handleExceptionInternal(e, problem.getBody(), headers, status, request);
  }

  /** What Spring refuses on its own gets a reason too. */
  @Override
  protected ResponseEntity<Object> createResponseEntity(
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    if (body instanceof ProblemDetail problem
        && (problem.getProperties() == null || !problem.getProperties().containsKey("reason"))) {
      problem.setProperty("reason", reason(status));
    }
    return super.createResponseEntity(body, headers, status, request);
  }

  private static String reason(HttpStatusCode status) {
    return switch (HttpStatus.resolve(status.value())) {
      case NOT_FOUND -> "no_such_address";
      case METHOD_NOT_ALLOWED -> "method_not_allowed";
      case NOT_ACCEPTABLE -> "not_acceptable";
      case UNSUPPORTED_MEDIA_TYPE -> "unsupported_media_type";
      case CONTENT_TOO_LARGE -> "too_large";
      case null, default -> status.is4xxClientError() ? "bad_request" : "internal_error";
    };
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> database(DataAccessException e) {
    if (isOfTheCaller(e)) {
      log.info("desk: the database cannot keep a value of a request: {}", e.getClass().getName());
      return answer(
          ApiProblem.of(
              HttpStatus.BAD_REQUEST,
              "unstorable_value",
              "A value of this request cannot be stored or compared."));
    }
    if (e instanceof DatabaseBusy) {
      busy.say("desk: answered 503: " + e.getMessage());
    } else {
      silent.say("desk: the database did not answer", e);
    }
    return answer(
        ApiProblem.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "database_unavailable",
                "The database does not answer. Try again.")
            .retryAfter(RETRY_AFTER));
  }

  /** SQLSTATE 22: data exceptions, as characters and numbers that the database does not have. */
  private static boolean isOfTheCaller(DataAccessException e) {
    return e.getMostSpecificCause() instanceof SQLException cause
        && cause.getSQLState() != null
        && cause.getSQLState().startsWith("22");
  }

  /** Tomcat's, for what it cannot read of parameters. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> parameters(InvalidParameterException e) {
    return answer(
        ApiProblem.of(
            HttpStatus.BAD_REQUEST,
            "bad_encoding",
            "The parameters are not percent-encoded UTF-8."));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unexpected(RuntimeException e) {
    unexpected.say("desk: a request failed unexpectedly", e);
    return answer(
        ApiProblem.of(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "internal_error",
            "Internal error; see the server log."));
  }

  private static ResponseEntity<ProblemDetail> answer(ErrorResponse problem) {
    return ResponseEntity.of(problem.getBody()).headers(problem.getHeaders()).build();
  }
}
