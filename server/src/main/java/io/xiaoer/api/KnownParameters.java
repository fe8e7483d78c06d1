package io.xiaoer.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a query parameter that a route does not have: a filter that is misspelt and left out
 * would answer with the data of everybody.
 */
public final class KnownParameters implements HandlerInterceptor {
  private final Map<Class<?>, String> ofArguments;
  private final Map<HandlerMethod, Set<String>> known = new ConcurrentHashMap<>();

  /** {@code ofArguments} are parameters that argument resolvers read for arguments of a type. */
  KnownParameters(Map<Class<?>, String> ofArguments) {
    this.ofArguments = Map.copyOf(ofArguments);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method
        && isOfTheApi(request)
        && !method.hasMethodAnnotation(OpenQuery.class)) {
      problem(request.getQueryString(), of(method))
          .ifPresent(problem -> {
            throw problem;
          });
    }
    return true;
  }

  /** For a route that is no controller. */
  public static Optional<ApiProblem> problem(@Nullable String query, Set<String> names) {
    return query == null
        ? Optional.empty()
        : unknown(query, names)
            .map(name ->
                ApiProblem.badRequest(
                    FieldError.of(
                            shown(name),
                            "unknown_parameter",
                            names.isEmpty()
                                ? "unknown; there are no query parameters here"
                                : "unknown (expected: %s)".formatted(String.join(", ", names)))
                        .with("allowed", Set.copyOf(names))));
  }

  private static boolean isOfTheApi(HttpServletRequest request) {
    return request.getServletPath().startsWith("/api/");
  }

  private static Optional<String> unknown(String query, Set<String> names) {
    for (String pair : query.split("&", -1)) {
      String name = URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8);
      if (!name.isEmpty() && !names.contains(name)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private static String shown(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64) + "…";
  }

  /** The query parameters of a route. */
  public Set<String> of(HandlerMethod method) {
    return known.computeIfAbsent(method, this::read);
  }

  private Set<String> read(HandlerMethod method) {
    Set<String> names = new LinkedHashSet<>();
    QueryParameter byItself =
        AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), QueryParameter.class);
    if (byItself != null) {
      names.add(byItself.value());
    }
    for (MethodParameter parameter : method.getMethodParameters()) {
      parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
      name(parameter).ifPresent(names::add);
    }
    return names;
  }

  private Optional<String> name(MethodParameter parameter) {
    @Nullable RequestParam written = parameter.getParameterAnnotation(RequestParam.class);
    if (written == null) {
      return Optional.ofNullable(ofArguments.get(parameter.getParameterType()));
    }
    return written.name().isEmpty()
        ? Optional.ofNullable(parameter.getParameterName())
        : Optional.of(written.name());
  }
}
