package io.xiaoer.mcp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.access.Caller.ApiClient;
import io.xiaoer.access.ResourceGate;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.HeavyWork;
import io.xiaoer.conversation.NamedConversation;
import io.xiaoer.masking.MaskedJson;
import io.xiaoer.masking.Masking;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.SeldomLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every call of every tool: whether the key may have it, what is meant, whether the caller sees
 * what it is about, then the tool, then the wall. A tool that is added stands behind all of it.
 */
final class ToolCalls {
  private static final Logger log = LoggerFactory.getLogger(ToolCalls.class);
  private static final String COUNTER = "xiaoer.mcp.calls";
  private static final String CONVERSATIONS = "/api/v1/conversations/";

  /** An agent that works through a list has one or two. */
  private static final HeavyWork.Bounds BOUNDS =
      new HeavyWork.Bounds(8, 32, Duration.ofSeconds(5), 4, "too_many_calls", "calls_busy");

  private final List<Tool> tools;
  private final ResourceGate.Check conversations;
  private final Shops shops;
  private final Masking masking;
  private final MeterRegistry registry;
  private final HeavyWork calls = new HeavyWork(BOUNDS);
  private final SeldomLog mistakes = SeldomLog.errors(log);

  ToolCalls(
      List<Tool> tools,
      List<ResourceGate> gates,
      Shops shops,
      Masking masking,
      MeterRegistry registry) {
    this.tools = List.copyOf(tools);
    this.conversations =
        gates.stream()
            .filter(gate -> gate.prefix().equals(CONVERSATIONS))
            .map(ResourceGate::check)
            .findFirst()
            .orElseThrow();
    this.shops = shops;
    this.masking = masking;
    this.registry = registry;
  }

  List<Tool> tools() {
    return tools;
  }

  Optional<Tool> find(String name) {
    return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
  }

  /** What an agent is told. */
  record Told(boolean isError, String text) {
    @Override
    public String toString() {
      return "Told[" + (isError ? "an error" : "a result") + "]";
    }
  }

  Told call(Tool tool, Map<String, ?> arguments, ApiClient caller) {
    try (HeavyWork.Place _ = calls.enter(caller.name())) {
      JsonNode result = result(tool, arguments, caller);
      count(tool, "done");
      return new Told(false, JsonMapper.shared().writeValueAsString(result));
    } catch (ApiProblem refused) {
      count(tool, "refused");
      return new Told(true, words(refused));
    } catch (RuntimeException mistake) {
      count(tool, "failed");
      mistakes.say("mcp: " + tool.name() + " failed", mistake);
      return new Told(
          true,
          words(
              ApiProblem.of(
                  HttpStatus.INTERNAL_SERVER_ERROR,
                  "internal_error",
                  "This server failed, and its log says why. Do not assume that anything was done."
                      + " Try again later.")));
    }
  }

  private JsonNode result(Tool tool, Map<String, ?> arguments, ApiClient caller) {
    if (!caller.may(tool.needs())) {
      throw ApiProblem.of(
          HttpStatus.FORBIDDEN,
          "not_allowed",
          "This API key lacks the scope %s. An administrator can make a key that has it."
              .formatted(tool.needs().word()));
    }
    Values values = Values.read(tool.takes(), arguments);
    ShopScope seen = caller.shops();
    for (Argument argument : tool.takes()) {
      if (argument instanceof Argument.ConversationId id
          && !conversations.passes(caller, values.text(id.name()))) {
        throw NamedConversation.absent();
      }
      if (argument instanceof Argument.Shop && !values.text(Argument.Shop.NAME).isEmpty()) {
        seen = named(values.text(Argument.Shop.NAME), caller);
      }
    }
    JsonNode result = tool.call(values, new Tool.Call(caller, seen));
    if (masking.appliesTo(caller)) {
      MaskedJson.mask(result);
    }
    return OutsideText.marked(result);
  }

  /** A shop that a caller does not see is answered like one that is not there. */
  private ShopScope named(String shop, ApiClient caller) {
    return shops
        .find(shop)
        .map(Shop::id)
        .filter(caller::sees)
        .map(ShopScope::only)
        .orElseThrow(() -> ApiProblem.badRequest(FieldError.unknownShop(Argument.Shop.NAME)));
  }

  /** The reason, the sentence, and what else is said of it, none of which is a customer's. */
  private static String words(ApiProblem refused) {
    Map<String, Object> properties =
        Objects.requireNonNullElse(refused.getBody().getProperties(), Map.of());
    ObjectNode words =
        JsonMapper.shared()
            .createObjectNode()
            .put("error", String.valueOf(properties.get("reason")))
            .put("what_to_do", refused.getBody().getDetail());
    String wait = refused.getHeaders().getFirst("Retry-After");
    if (wait != null) {
      words.put("retry_after_seconds", wait);
    }
    JsonNode marks = JsonMapper.shared().valueToTree(properties.get("marks"));
    if (marks.isArray()) {
      words.set("marks", OutsideText.marked(marks));
    }
    return JsonMapper.shared().writeValueAsString(words);
  }

  private void count(Tool tool, String outcome) {
    Counter.builder(COUNTER)
        .description("calls of agents by tool and outcome: done, refused, failed")
        .tag("tool", tool.name())
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }
}
