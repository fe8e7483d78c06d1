package io.xiaoer.send;

import io.xiaoer.sdk.api.OutgoingMessage.Body;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The body of an answer, as the tables keep it and as the SDK takes it. */
final class Bodies {
  static final String TEXT = "text";
  private static final JsonMapper JSON = JsonMapper.shared();

  private Bodies() {}

  static String text(String content) {
    return JSON.writeValueAsString(JsonNodeFactory.instance.objectNode().put("content", content));
  }

  static Body outgoing(Delivery delivery) {
    if (!delivery.type().equals(TEXT)) {
      throw new IllegalStateException("cannot send type " + delivery.type());
    }
    return new Body.Text(JSON.readTree(delivery.body()).path("content").asString());
  }
}
