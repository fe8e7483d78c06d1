package io.xiaoer.conversation;

import io.xiaoer.sdk.event.ClearText;
import io.xiaoer.sdk.event.Message;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A customer's message as the desk keeps it. The platform's download addresses are left out on
 * purpose: they carry the openid, and whoever has one can fetch the file. They stay in the log.
 */
record BodyJson(String type, String json) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String PENDING = "pending";

  static final String PRODUCT_SHARE = "product_share";
  static final String PRODUCT_ID = "product_id";
  static final String ORDER_SHARE = "order_share";
  static final String ORDER_ID = "order_id";

  static BodyJson of(Message message, ClearText raw) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    String type =
        switch (message) {
          case Message.Text(String content) -> {
            body.put("content", content);
            yield "text";
          }
          case Message.Image _ -> {
            body.put("state", PENDING);
            yield "image";
          }
          case Message.Video video -> {
            body.put("state", PENDING).put("play_length", video.playLength().toSeconds());
            yield "video";
          }
          case Message.File _ -> {
            body.put("state", PENDING);
            yield "file";
          }
          case Message.ProductShare(String productId) -> {
            body.put(PRODUCT_ID, productId);
            yield PRODUCT_SHARE;
          }
          case Message.OrderShare(String orderId) -> {
            body.put(ORDER_ID, orderId);
            yield ORDER_SHARE;
          }
          case Message.Voice voice -> {
            body.put("translated_msg", voice.translatedMsg())
                .put("play_length", voice.playLength().toMillis())
                .put("translation_succ", voice.translated());
            yield "voice";
          }
          case Message.Unknown(String msgType) -> {
            body.put("msg_type", msgType).put("raw", raw.utf8());
            yield "unknown";
          }
        };
    return new BodyJson(type, JSON.writeValueAsString(body));
  }

  /**
   * The body of a shared product or order, in and out: by it the messages that show one are found.
   */
  static String share(String field, String id) {
    return JSON.writeValueAsString(JsonNodeFactory.instance.objectNode().put(field, id));
  }
}
