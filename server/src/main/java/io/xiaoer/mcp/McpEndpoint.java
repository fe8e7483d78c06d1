package io.xiaoer.mcp;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import io.xiaoer.access.Caller;
import io.xiaoer.access.Caller.ApiClient;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.settings.PublicAddress;
import io.xiaoer.store.SeldomLog;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /mcp}: one message in, one answer out, no session. It stands in place of the
 * library's own servlet, which answers what it cannot read with the exception and its stack trace,
 * and writes what it was sent into the log. Nothing waits on other threads: what is asked is done
 * by the thread of the request.
 */
final class McpEndpoint extends HttpServlet implements McpStatelessServerTransport {
  private static final long serialVersionUID = 1;
  private static final Logger log = LoggerFactory.getLogger(McpEndpoint.class);

  static final String CALLER = "caller";

  private static final String JSON = "application/json";
  private static final String STREAM = "text/event-stream";
  private static final int ID_CHARS_MAX = 128;

  private final transient PublicAddress address;
  private final transient JsonMapper mapper;
  private final transient SeldomLog mistakes = SeldomLog.errors(log);
  private transient @Nullable McpStatelessServerHandler handler;

  McpEndpoint(PublicAddress address, JsonMapper mapper) {
    this.address = address;
    this.mapper = mapper;
  }

  @Override
  public void setMcpHandler(McpStatelessServerHandler mcpHandler) {
    handler = mcpHandler;
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.empty(); // The server itself lets requests end.
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    Optional<ApiClient> caller = caller();
    if (caller.isEmpty()) {
      response.setHeader("WWW-Authenticate", "Bearer");
      ApiProblem.write(
          response,
          HttpStatus.UNAUTHORIZED,
          "key_needed",
          "Send an API key: Authorization: Bearer <key>. A session does not count here.");
    } else if (!isOwnPage(request.getHeader("Origin"))) {
      ApiProblem.write(
          response,
          HttpStatus.FORBIDDEN,
          "cross_site",
          "The request comes from another site's page.");
    } else if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      refuse(
          response,
          HttpStatus.METHOD_NOT_ALLOWED,
          null,
          ErrorCodes.INVALID_REQUEST,
          "Only POST: this server keeps no session and sends nothing by itself.");
    } else {
      post(request, response, caller.get());
    }
  }

  private static Optional<ApiClient> caller() {
    Authentication known = SecurityContextHolder.getContext().getAuthentication();
    return known != null && known.getPrincipal() instanceof Caller caller
        ? switch (caller) {
          case ApiClient machine -> Optional.of(machine);
          case Caller.Person _, Caller.Unproven _ -> Optional.empty();
        }
        : Optional.empty();
  }

  /**
   * Programs name no origin, and browsers name that of the page. A page of ours is one at the
   * public address; where nobody has entered one, one on this machine.
   */
  private boolean isOwnPage(@Nullable String origin) {
    if (origin == null) {
      return true;
    }
    String allowed =
        address.url().map(url -> url.getScheme() + "://" + url.getRawAuthority()).orElse("");
    return origin.equalsIgnoreCase(allowed)
        || (allowed.isEmpty()
            && origin.matches("https?://(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::[0-9]{1,5})?"));
  }

  private void post(HttpServletRequest request, HttpServletResponse response, ApiClient caller)
      throws IOException {
    String contentType = Objects.requireNonNullElse(request.getContentType(), "");
    String accept = Objects.requireNonNullElse(request.getHeader("Accept"), "");
    String version = request.getHeader("MCP-Protocol-Version");
    if (!contentType.startsWith(JSON)) {
      refuse(
          response,
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          null,
          ErrorCodes.INVALID_REQUEST,
          "Content-Type must be application/json.");
    } else if (!accept.contains(JSON) || !accept.contains(STREAM)) {
      refuse(
          response,
          HttpStatus.NOT_ACCEPTABLE,
          null,
          ErrorCodes.INVALID_REQUEST,
          "Accept must name both application/json and text/event-stream.");
    } else if (version != null && !protocolVersions().contains(version)) {
      refuse(
          response,
          HttpStatus.BAD_REQUEST,
          null,
          ErrorCodes.INVALID_REQUEST,
          "MCP-Protocol-Version must be one of " + String.join(", ", protocolVersions()) + ".");
    } else {
      read(request.getInputStream().readAllBytes(), response, caller);
    }
  }

  private void read(byte[] body, HttpServletResponse response, ApiClient caller)
      throws IOException {
    JsonNode message;
    try {
      message = mapper.readTree(body);
    } catch (JacksonException unreadable) {
      refuse(
          response, HttpStatus.BAD_REQUEST, null, ErrorCodes.PARSE_ERROR, "The body is not JSON.");
      return;
    }
    String wrong = wrong(message);
    if (!wrong.isEmpty()) {
      refuse(response, HttpStatus.BAD_REQUEST, null, ErrorCodes.INVALID_REQUEST, wrong);
      return;
    }
    McpTransportContext context = McpTransportContext.create(Map.of(CALLER, caller));
    String method = message.path("method").asString();
    JsonNode params = message.path("params");
    Object given = params.isObject() ? mapper.treeToValue(params, Object.class) : Map.of();
    McpStatelessServerHandler open = Objects.requireNonNull(handler);
    if (message.has("id")) {
      String unfit = unfit(method, params);
      if (!unfit.isEmpty()) {
        refuse(response, HttpStatus.OK, message.get("id"), ErrorCodes.INVALID_PARAMS, unfit);
        return;
      }
      JSONRPCRequest asked =
          new JSONRPCRequest(method, mapper.treeToValue(message.get("id"), Object.class), given);
      answer(response, message.get("id"), open.handleRequest(context, asked));
    } else {
      try {
        open.handleNotification(context, new JSONRPCNotification(method, given)).block();
      } catch (RuntimeException mistake) {
        mistakes.say("mcp: a notification failed", mistake);
      }
      response.setStatus(HttpStatus.ACCEPTED.value());
    }
  }

  private void answer(HttpServletResponse response, JsonNode id, Mono<JSONRPCResponse> answering)
      throws IOException {
    JSONRPCResponse answer;
    try {
      answer = answering.block();
    } catch (RuntimeException mistake) {
      mistakes.say("mcp: a request failed", mistake);
      answer = null;
    }
    if (answer == null
        || (answer.error() != null && answer.error().code() == ErrorCodes.INTERNAL_ERROR)) {
      refuse(
          response,
          HttpStatus.OK,
          id,
          ErrorCodes.INTERNAL_ERROR,
          "Internal error; see the server log.");
      return;
    }
    write(response, HttpStatus.OK, mapper.writeValueAsString(answer));
  }

  /** What is wrong with the form of a message; empty where it is right. */
  private static String wrong(JsonNode message) {
    if (message.isArray()) {
      return "Batches are not taken; send one message at a time.";
    }
    if (!message.isObject() || !message.path("jsonrpc").asString("").equals("2.0")) {
      return "A message is an object with \"jsonrpc\": \"2.0\".";
    }
    if (!message.path("method").isString()) {
      return "A message has a method; this server asks nothing, so it takes no answers.";
    }
    JsonNode id = message.path("id");
    boolean named =
        (id.isString() && id.asString().length() <= ID_CHARS_MAX)
            || (id.isIntegralNumber() && id.canConvertToLong());
    if (!id.isMissingNode() && !named) {
      return "id: a whole number, or a string of at most " + ID_CHARS_MAX + " characters.";
    }
    JsonNode params = message.path("params");
    return params.isMissingNode() || params.isObject() ? "" : "params: an object.";
  }

  /** What the library would fall over. */
  private static String unfit(String method, JsonNode params) {
    return switch (method) {
      case McpSchema.METHOD_INITIALIZE ->
          params.path("protocolVersion").isString()
                  && params.path("capabilities").isObject()
                  && params.path("clientInfo").isObject()
              ? ""
              : "initialize needs protocolVersion, capabilities and clientInfo.";
      case McpSchema.METHOD_TOOLS_CALL ->
          params.path("name").isString()
                  && (params.path("arguments").isMissingNode()
                      || params.path("arguments").isObject())
              ? ""
              : "tools/call needs the name of a tool, and an object of arguments.";
      default -> "";
    };
  }

  private void refuse(
      HttpServletResponse response,
      HttpStatus status,
      @Nullable JsonNode id,
      int code,
      String words)
      throws IOException {
    ObjectNode error = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
    error.set("id", id == null ? JsonNodeFactory.instance.nullNode() : id);
    error.putObject("error").put("code", code).put("message", words);
    write(response, status, mapper.writeValueAsString(error));
  }

  private static void write(HttpServletResponse response, HttpStatus status, String json)
      throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status.value());
    response.setContentType(JSON);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
