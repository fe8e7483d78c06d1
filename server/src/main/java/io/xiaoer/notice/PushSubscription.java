package io.xiaoer.notice;

import io.xiaoer.webpush.Receiver;
import java.net.URI;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a browser has given for its messages; kept as the target of its channel.
 *
 * @param contact where the desk is, for the push service's operator; empty when that is no address
 *     of the Internet
 */
record PushSubscription(URI endpoint, String p256dh, String auth, String contact) {
  Target target() {
    return new Target(
        endpoint,
        JsonNodeFactory.instance
            .objectNode()
            .put("p256dh", p256dh)
            .put("auth", auth)
            .put("contact", contact)
            .toString());
  }

  static PushSubscription read(Target target) {
    JsonNode keys = JsonMapper.shared().readTree(String.valueOf(target.secret()));
    return new PushSubscription(
        target.url(),
        keys.path("p256dh").asString(""),
        keys.path("auth").asString(""),
        keys.path("contact").asString(""));
  }

  Optional<Receiver> receiver() {
    return Receiver.parse(p256dh, auth);
  }

  @Override
  public String toString() {
    return "PushSubscription";
  }
}
