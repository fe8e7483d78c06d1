package io.xiaoer.access;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Stands before every controller: refuses whom {@link RequiresPermission} does not let in, hides
 * what a {@link ResourceGate} does not let through, and gives a controller's parameter {@link
 * ShopScope} the shops that the caller sees, narrowed to {@code ?shop=} where there is one.
 */
final class AuthorizationInterceptor implements HandlerInterceptor, HandlerMethodArgumentResolver {
  private final List<ResourceGate> gates;
  private final Shops shops;

  AuthorizationInterceptor(List<ResourceGate> gates, Shops shops) {
    this.gates = List.copyOf(gates);
    this.shops = shops;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (!(handler instanceof HandlerMethod method)
        || method.hasMethodAnnotation(PublicRoute.class)) {
      return true;
    }
    // The pattern and not the address, which may be written in many ways: /%61pi is /api.
    String pattern =
        String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
    if (pattern.equals("/error")) {
      return true;
    }
    Caller caller =
        caller()
            .orElseThrow(() ->
                ApiProblem.of(
                    HttpStatus.UNAUTHORIZED, "not_logged_in", "Log in or send an API key."));
    Permission needed =
        needs(method)
            .orElseThrow(
                () -> ApiProblem.of(HttpStatus.FORBIDDEN, "not_allowed", "Open to nobody yet."));
    if (!caller.may(needed) && caller instanceof Caller.Unproven) {
      throw ApiProblem.of(
          HttpStatus.FORBIDDEN,
          "second_factor_needed",
          "Your role needs a second factor. Set one up at /api/v1/me/totp first.");
    }
    if (!caller.may(needed)) {
      throw ApiProblem.of(
          HttpStatus.FORBIDDEN, "not_allowed", "Not allowed: this needs " + needed.word() + ".");
    }
    for (ResourceGate gate : gates) {
      Optional<String> id = id(gate, pattern, request);
      if (id.isPresent() && !gate.check().passes(caller, id.get())) {
        throw ApiProblem.notFound("no_such_" + gate.thing(), "No such " + gate.thing() + ".");
      }
    }
    return true;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == ShopScope.class;
  }

  /** A shop that he does not see is answered like one that is not there. */
  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    ShopScope visible = caller().map(Caller::shops).orElse(ShopScope.none());
    String named = request.getParameter("shop");
    if (named == null || named.isEmpty()) {
      return visible;
    }
    return shops
        .find(named)
        .map(Shop::id)
        .filter(visible::has)
        .map(ShopScope::only)
        .orElseThrow(() -> ApiProblem.badRequest(FieldError.unknownShop("shop")));
  }

  /** What a route asks for; empty when nobody has said so. */
  static Optional<Permission> needs(HandlerMethod method) {
    RequiresPermission onMethod = method.getMethodAnnotation(RequiresPermission.class);
    RequiresPermission found =
        onMethod == null
            ? AnnotatedElementUtils.findMergedAnnotation(
                method.getBeanType(), RequiresPermission.class)
            : onMethod;
    return Optional.ofNullable(found).map(RequiresPermission::value);
  }

  /** The id that follows the gate's prefix in the route's pattern, whatever its name there. */
  private static Optional<String> id(
      ResourceGate gate, String pattern, HttpServletRequest request) {
    if (!pattern.startsWith(gate.prefix() + "{")) {
      return Optional.empty();
    }
    int begin = gate.prefix().length() + 1;
    String name = pattern.substring(begin, pattern.indexOf('}', begin));
    return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
            instanceof Map<?, ?> variables
        ? Optional.of(String.valueOf(variables.get(name)))
        : Optional.of("");
  }

  private static Optional<Caller> caller() {
    Authentication known = SecurityContextHolder.getContext().getAuthentication();
    return known != null && known.getPrincipal() instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }
}
