package io.xiaoer.staff;

import io.xiaoer.access.Caller;
import io.xiaoer.api.ApiProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a request of a page that shows one account when the browser's cookie is another one's:
 * the tabs of a browser share the cookie, and somebody may have logged in as another person in one
 * of them. Without this, what one person wrote would be sent in the name of another. The header is
 * optional; other clients do not need it.
 */
final class AccountFilter extends OncePerRequestFilter {
  /** The page's account, percent-encoded: names may have other characters than headers take. */
  static final String HEADER = "X-Xiaoer-Account";

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String claimed = request.getHeader(HEADER);
    if (claimed != null && isAnother(claimed)) {
      ApiProblem.write(
          response,
          HttpStatus.UNAUTHORIZED,
          "other_account",
          "This browser has logged in as another user since the page was opened.");
      return;
    }
    chain.doFilter(request, response);
  }

  private static boolean isAnother(String claimed) {
    @Nullable Authentication known = SecurityContextHolder.getContext().getAuthentication();
    return known != null
        && known.getPrincipal() instanceof Caller caller
        && !(caller instanceof Caller.ApiClient)
        && !caller.name().equals(decoded(claimed));
  }

  private static @Nullable String decoded(String claimed) {
    try {
      return URLDecoder.decode(claimed.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
