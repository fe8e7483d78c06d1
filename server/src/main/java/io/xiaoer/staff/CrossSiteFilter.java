package io.xiaoer.staff;

import io.xiaoer.api.ApiProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what another site makes a logged-in browser send. Every browser of the last years says
 * where a request comes from ({@code Sec-Fetch-Site}), older ones at least the origin; a request
 * with neither does not come from a page. This replaces a token, which would have to be fetched and
 * kept by every client (see docs/decisions).
 */
final class CrossSiteFilter extends OncePerRequestFilter {
  private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (changesSomething(request) && isFromAnotherSite(request)) {
      ApiProblem.write(
          response,
          HttpStatus.FORBIDDEN,
          "cross_site",
          "The request comes from another site's page.");
      return;
    }
    chain.doFilter(request, response);
  }

  /** A WebSocket opens with a GET, and is not bound by the browser's same-origin rule. */
  private static boolean changesSomething(HttpServletRequest request) {
    return !HARMLESS.contains(request.getMethod())
        || "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  private static boolean isFromAnotherSite(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = request.getHeader("Origin");
    return origin != null && !hostOf(origin).equals(host(request));
  }

  private static String hostOf(String origin) {
    try {
      URI uri = URI.create(origin);
      @Nullable String authority = uri.getRawAuthority();
      return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static @Nullable String host(HttpServletRequest request) {
    String host = request.getHeader("Host");
    return host == null ? null : host.toLowerCase(Locale.ROOT);
  }
}
