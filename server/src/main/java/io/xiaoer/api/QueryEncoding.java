package io.xiaoer.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;

/**
 * Refuses an address that cannot be decoded, or whose text cannot be stored, before anything reads
 * a parameter: Tomcat would throw from whichever filter asks first.
 */
final class QueryEncoding extends HttpFilter {
  private static final long serialVersionUID = 1;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String query = request.getQueryString();
    if (!Characters.canBeDecoded(request.getRequestURI())
        || (query != null && !Characters.canBeDecoded(query))) {
      ApiProblem.write(
          response,
          HttpStatus.BAD_REQUEST,
          "bad_encoding",
          "The address is not percent-encoded UTF-8, or holds a character that cannot be stored.");
      return;
    }
    chain.doFilter(request, response);
  }
}
