package io.xiaoer.starter.inbox;

import io.xiaoer.sdk.event.ClearText;
import io.xiaoer.sdk.event.EventText;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.event.Read;
import java.nio.charset.StandardCharsets;

/** Events as the platform pushes them. */
final class Events {
  private static final long FIRST_ID = 3_895_464_567_618_158_592L;

  private Events() {}

  static String msgId(long number) {
    return String.valueOf(FIRST_ID + number);
  }

  static PushEvent message(String openId, long number) {
    return message(openId, msgId(number), "第 " + number + " 条");
  }

  static PushEvent message(String openId, String msgId, String words) {
    return read(
        """
        {"ToUserName":"gh_1","FromUserName":"%s","CreateTime":1747633418,"MsgType":"event",
         "Event":"commkf_send_msg_to_kf","msg_id":"%s","msg_type":"text",
         "msg_event":"EVENT_TYPE_SEND_MSG","text":{"content":"%s"}}\
        """
            .formatted(openId, msgId, words));
  }

  static PushEvent order(String openId, String orderId) {
    return read(
        """
        {"ToUserName":"gh_1","FromUserName":"%s","CreateTime":1747633418,"MsgType":"event",
         "Event":"channels_ec_order_pay","order_info":{"order_id":"%s"}}\
        """
            .formatted(openId, orderId));
  }

  private static PushEvent read(String text) {
    Read read = EventText.read(ClearText.of(text.getBytes(StandardCharsets.UTF_8)));
    return ((Read.Event) read).event();
  }
}
