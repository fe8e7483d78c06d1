package io.xiaoer.mcp;

import io.xiaoer.access.Caller.ApiClient;
import io.xiaoer.access.Permission;
import io.xiaoer.shop.ShopScope;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Something that an agent can have done. What a tool gives is read by {@link ToolCalls}, which has
 * asked before whether the caller may have it, and marks afterwards what customers wrote.
 */
interface Tool {
  String name();

  /** For the agent: what it does, and what it does not. */
  String about();

  /** What the REST route beside it asks for. */
  Permission needs();

  List<Argument> takes();

  /** Whether anything is another thing afterwards. */
  default boolean writes() {
    return false;
  }

  /** Throws an {@link io.xiaoer.api.ApiProblem} for what is refused. */
  JsonNode call(Values values, Call call);

  /**
   * Who calls.
   *
   * @param shops that are asked about: those the caller sees, or the named one of them
   */
  record Call(ApiClient caller, ShopScope shops) {}
}
