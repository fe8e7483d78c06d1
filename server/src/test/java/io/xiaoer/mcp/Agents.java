package io.xiaoer.mcp;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.xiaoer.TestServer;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The protocol's own client, with a key. */
final class Agents {
  private Agents() {}

  static McpSyncClient connect(TestServer server, String key) {
    McpSyncClient client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder(server.url("").toString())
                    .endpoint("/mcp")
                    .openConnectionOnStartup(false)
                    .jsonMapper(new JacksonMcpJsonMapper(JsonMapper.shared()))
                    .requestBuilder(
                        HttpRequest.newBuilder().header("Authorization", "Bearer " + key))
                    .build())
            .requestTimeout(Duration.ofSeconds(30))
            .initializationTimeout(Duration.ofSeconds(30))
            .jsonSchemaValidator((_, _) -> ValidationResponse.asValid(null))
            .build();
    client.initialize();
    return client;
  }

  /** What a tool said. */
  record Said(boolean isError, JsonNode json) {
    String error() {
      return json.path("error").asString("");
    }
  }

  static Said call(McpSyncClient client, String tool, Map<String, Object> arguments) {
    CallToolResult result =
        client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    if (result.content().getFirst() instanceof TextContent text) {
      return new Said(
          Boolean.TRUE.equals(result.isError()), JsonMapper.shared().readTree(text.text()));
    }
    throw new AssertionError(tool + " said no text");
  }
}
