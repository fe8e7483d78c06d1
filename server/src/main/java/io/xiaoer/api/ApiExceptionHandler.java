package io.xiaoer.api;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Every error of the API as problem details, and none with a word from inside. */
@RestControllerAdvice
class ProblemDetails extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ProblemDetails.class);

  /** The parser's own message would repeat a piece of the body. */
  @Override
  protected @org.jspecify.annotations.Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(status, "The body is not the JSON expected here.");
    return handleExceptionInternal(e, problem, headers, status, request);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> database(DataAccessException e) {
    log.error("desk: the database did not answer", e);
    return problem(HttpStatus.SERVICE_UNAVAILABLE, "The database does not answer. Try again.");
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unexpected(RuntimeException e) {
    log.error("desk: a request failed unexpectedly", e);
    return problem(HttpStatus.INTERNAL_SERVER_ERROR, "A mistake of ours; the log has the details.");
  }

  private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
    return ResponseEntity.of(ProblemDetail.forStatusAndDetail(status, detail)).build();
  }
}
