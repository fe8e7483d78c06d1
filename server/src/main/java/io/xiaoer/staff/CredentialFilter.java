package io.xiaoer.staff;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Recognises the caller by API key or session cookie. A wrong one is the same as none. */
final class CredentialFilter extends OncePerRequestFilter {
  private static final String BEARER = "Bearer ";

  private final Staff staff;
  private final ApiKeys apiKeys;

  CredentialFilter(Staff staff, ApiKeys apiKeys) {
    this.staff = staff;
    this.apiKeys = apiKeys;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<? extends Caller> caller = caller(request);
    if (caller.isPresent()) {
      var context = SecurityContextHolder.createEmptyContext();
      context.setAuthentication(
          UsernamePasswordAuthenticationToken.authenticated(
              caller.get(), null, AuthorityUtils.NO_AUTHORITIES));
      SecurityContextHolder.setContext(context);
    }
    chain.doFilter(request, response);
  }

  private Optional<? extends Caller> caller(HttpServletRequest request) {
    String authorization = request.getHeader("Authorization");
    if (authorization != null) {
      return authorization.startsWith(BEARER)
          ? apiKeys.find(authorization.substring(BEARER.length()).strip())
          : Optional.empty();
    }
    return SessionCookie.token(request).flatMap(staff::bySession);
  }
}
