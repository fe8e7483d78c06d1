package io.xiaoer.mcp;

import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.xiaoer.access.Caller.ApiClient;
import io.xiaoer.settings.PublicAddress;
import io.xiaoer.settings.Version;
import jakarta.servlet.http.HttpServlet;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** The protocol's library, in front of the tools. Loaded only where agents are let in. */
final class McpServers {
  private static final int NESTING_MAX = 32;

  private static final String INSTRUCTIONS =
      "Xiaoer is the customer-service desk of WeChat Stores. You read conversations of its"
          + " customers and help the people who answer them. "
          + OutsideText.WORDS
          + " Prices are fen, times are UTC, ids are strings.";

  private McpServers() {}

  static HttpServlet servlet(ToolCalls calls, PublicAddress address, Version version) {
    JsonMapper mapper =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(NESTING_MAX).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();
    McpEndpoint endpoint = new McpEndpoint(address, mapper);
    McpServer.sync(endpoint)
        .serverInfo("xiaoer", version.text())
        .instructions(INSTRUCTIONS)
        .capabilities(McpSchema.ServerCapabilities.builder().tools(false).build())
        .jsonMapper(new JacksonMcpJsonMapper(mapper))
        // Values reads arguments, and says what would be right.
        .validateToolInputs(false)
        .jsonSchemaValidator((_, _) -> ValidationResponse.asValid(null))
        .immediateExecution(true)
        .addToolFilter((context, tool) ->
            calls
                .find(tool.name())
                .filter(one -> caller(context.get(McpEndpoint.CALLER)).may(one.needs()))
                .isPresent())
        .tools(calls.tools().stream().map(tool -> specification(tool, calls)).toList())
        .build();
    return endpoint;
  }

  private static SyncToolSpecification specification(Tool tool, ToolCalls calls) {
    return SyncToolSpecification.builder()
        .tool(
            McpSchema.Tool.builder(tool.name(), Argument.schema(tool.takes()))
                .description(tool.about() + " " + OutsideText.WORDS)
                .annotations(
                    McpSchema.ToolAnnotations.builder()
                        .readOnlyHint(!tool.writes())
                        .destructiveHint(false)
                        .openWorldHint(tool.writes())
                        .build())
                .build())
        .callHandler((context, request) -> {
          ToolCalls.Told told =
              calls.call(
                  tool,
                  Objects.requireNonNullElse(request.arguments(), Map.of()),
                  caller(context.get(McpEndpoint.CALLER)));
          return CallToolResult.builder()
              .addTextContent(told.text())
              .isError(told.isError())
              .build();
        })
        .build();
  }

  private static ApiClient caller(Object known) {
    if (known instanceof ApiClient caller) {
      return caller;
    }
    throw new IllegalStateException("a call without a caller");
  }
}
