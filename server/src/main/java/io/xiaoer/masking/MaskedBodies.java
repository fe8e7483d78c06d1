package io.xiaoer.masking;

import io.xiaoer.access.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Masks every answer of the API to somebody who sees no telephone numbers, whichever feature makes
 * it. Left out is what the team itself wrote for all or a person for themselves: they read it to
 * change it, and would save it masked.
 */
@ControllerAdvice
class MaskedBodies implements ResponseBodyAdvice<Object> {
  private static final List<String> OWN_WORDS =
      List.of(
          "/api/v1/phrases",
          "/api/v1/phrases/{id}",
          "/api/v1/drafts",
          "/api/v1/conversations/{id}/draft",
          "/api/v1/conversations/{id}/suggestions",
          "/api/v1/shops/{shop}/suggestions/try",
          "/api/v1/automatic-replies",
          "/api/v1/automatic-replies/{id}",
          "/api/v1/shops/{shop}/policy",
          "/api/v1/shops/{shop}/hours",
          "/api/v1/views",
          "/api/v1/views/{id}");

  private final Masking masking;
  private final JsonMapper mapper;

  MaskedBodies(Masking masking, JsonMapper mapper) {
    this.masking = masking;
    this.mapper = mapper;
  }

  @Override
  public boolean supports(
      MethodParameter method, Class<? extends HttpMessageConverter<?>> converter) {
    return true;
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter method,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converter,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (body == null || !isJson(type) || isOwnWords(request) || !isMasked()) {
      return body;
    }
    if (body instanceof String || body instanceof byte[]) {
      return body; // Made by hand: the description of the API, which holds nothing of anybody.
    }
    JsonNode tree = mapper.valueToTree(body);
    MaskedJson.mask(tree);
    return tree;
  }

  private static boolean isJson(MediaType type) {
    return type.getSubtype().equals("json") || type.getSubtype().endsWith("+json");
  }

  private static boolean isOwnWords(ServerHttpRequest request) {
    return request instanceof ServletServerHttpRequest servlet
        && OWN_WORDS.contains(
            String.valueOf(
                servlet
                    .getServletRequest()
                    .getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)));
  }

  private boolean isMasked() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication != null
        && authentication.getPrincipal() instanceof Caller caller
        && masking.appliesTo(caller);
  }
}
