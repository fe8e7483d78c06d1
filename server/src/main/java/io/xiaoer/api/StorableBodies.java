package io.xiaoer.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.json.JsonMapper;

/** Refuses JSON with a text that cannot be stored, whatever field it stands in. */
@ControllerAdvice
class StorableBodies extends RequestBodyAdviceAdapter {
  private final JsonMapper mapper;

  StorableBodies(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public boolean supports(
      MethodParameter parameter, Type target, Class<? extends HttpMessageConverter<?>> converter) {
    return true;
  }

  @Override
  public HttpInputMessage beforeBodyRead(
      HttpInputMessage message,
      MethodParameter parameter,
      Type target,
      Class<? extends HttpMessageConverter<?>> converter)
      throws IOException {
    byte[] body = message.getBody().readAllBytes(); // bounded before it came here
    if (isSuspect(body)) {
      check(body);
    }
    return new Read(body, message.getHeaders());
  }

  /** Such characters come only as escapes, or as bytes that are no UTF-8. */
  private static boolean isSuspect(byte[] body) {
    String latin = new String(body, StandardCharsets.ISO_8859_1);
    return latin.contains("\\u00")
        || latin.contains("\\ud")
        || latin.contains("\\uD")
        || latin.indexOf('\u00ed') >= 0;
  }

  private void check(byte[] body) {
    try (JsonParser parser = mapper.createParser(body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if ((token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME)
            && !Characters.canBeStored(parser.getString())) {
          throw ApiProblem.badRequest(
              FieldError.of(
                  field(parser.streamReadContext()),
                  "unstorable_character",
                  "holds a character that cannot be stored (NUL or half of a surrogate pair)"));
        }
      }
    } catch (JacksonException e) {
      // The converter meets the same, and says so.
    }
  }

  private static String field(TokenStreamContext context) {
    List<String> names = new ArrayList<>();
    for (TokenStreamContext at = context; at != null; at = at.getParent()) {
      String name = at.currentName();
      if (name != null && Characters.canBeStored(name)) {
        names.addFirst(name);
      }
    }
    return names.isEmpty() ? "body" : String.join(".", names);
  }

  private static final class Read implements HttpInputMessage {
    private final byte[] body;
    private final HttpHeaders headers;

    Read(byte[] body, HttpHeaders headers) {
      this.body = body;
      this.headers = headers;
    }

    @Override
    public InputStream getBody() {
      return new ByteArrayInputStream(body);
    }

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }
  }
}
