package io.xiaoer.staff;

import io.xiaoer.api.ApiProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
    return origin != null && !isSameHost(origin, request.getHeader("Host"));
  }

  /**
   * Whether {@code host}, as the request names it, is that of the page. A port that is left out is
   * the default one of the page's scheme. Ours may be another scheme's: a proxy before us speaks
   * TLS for us.
   */
  static boolean isSameHost(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    if (scheme < 0 || host == null) {
      return false;
    }
    String port =
        switch (origin.substring(0, scheme).toLowerCase(Locale.ROOT)) {
          case "http" -> ":80";
          case "https" -> ":443";
          default -> "";
        };
    return withPort(origin.substring(scheme + 3), port).equals(withPort(host, port));
  }

  /** Not by java.net.URI, which knows no host with an underscore. */
  private static String withPort(String authority, String defaultPort) {
    String plain = authority.toLowerCase(Locale.ROOT);
    boolean hasPort = plain.lastIndexOf(':') > plain.lastIndexOf(']');
    return hasPort ? plain : plain + defaultPort;
  }
}
