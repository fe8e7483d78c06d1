package io.xiaoer.api;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * A person who opens an address that is none sees the desk, which says so and leads back; a program
 * gets problem details as everywhere.
 */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE) // Before ProblemDetails, which takes every failure.
class UnknownAddress {
  private static final String PAGE = "/index.html";

  @ExceptionHandler
  @Nullable ResponseEntity<ProblemDetail> nowhere(
      NoResourceFoundException e, HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (!wantsPage(request)) {
      ApiProblem problem = ApiProblem.notFound("no_such_address", "No such address.");
      return ResponseEntity.of(problem.getBody()).headers(e.getHeaders()).build();
    }
    response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    // Here, and not by a view: a view would come after the marks of an error, and with those no
    // filter writes the page's headers.
    request.getRequestDispatcher(PAGE).forward(request, response);
    return null;
  }

  private static boolean wantsPage(HttpServletRequest request) {
    String path = request.getRequestURI();
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return request.getMethod().equals("GET")
        && accept != null
        && accept.contains(MediaType.TEXT_HTML_VALUE)
        && !path.equals(PAGE)
        && Stream.of("/api/", "/actuator/", "/assets/", "/callback/").noneMatch(path::startsWith);
  }
}
