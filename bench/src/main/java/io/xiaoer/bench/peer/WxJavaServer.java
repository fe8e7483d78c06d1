package io.xiaoer.bench.peer;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import me.chanjar.weixin.channel.config.impl.WxChannelDefaultConfigImpl;
import me.chanjar.weixin.channel.message.WxChannelMessage;
import me.chanjar.weixin.channel.util.JsonUtils;
import me.chanjar.weixin.channel.util.WxChCryptUtils;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What people write today: a Spring MVC controller that decodes with WxJava. With {@code
 * -Dpeer.store=jdbc:…} each message is kept by one INSERT and commit before it is acknowledged.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(WxJavaServer.PushController.class)
public class WxJavaServer {

  public static void main(String[] arguments) {
    PeerProperties.run(WxJavaServer.class);
  }

  @Bean
  Store store() {
    String url = System.getProperty("peer.store", "");
    return url.isEmpty() ? Store.none() : Store.inserting(url);
  }

  /** WxJava's message class has no msg_id of a customer's message; its users add it like this. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  static final class KfMessage extends WxChannelMessage {
    private static final long serialVersionUID = 1;

    @JsonProperty("msg_id")
    private @Nullable String kfMsgId;
  }

  @RestController
  static final class PushController {
    private final WxChannelDefaultConfigImpl config = new WxChannelDefaultConfigImpl();
    private final Store store;

    PushController(Store store) {
      this.store = store;
      config.setAppid(PeerShop.APP_ID);
      config.setToken(PeerShop.TOKEN);
      config.setAesKey(PeerShop.AES_KEY);
    }

    @GetMapping(PeerShop.PATH)
    String ready() {
      return "ready";
    }

    @PostMapping(PeerShop.PATH)
    ResponseEntity<String> push(
        @RequestParam("msg_signature") String signature,
        @RequestParam("timestamp") String timestamp,
        @RequestParam("nonce") String nonce,
        @RequestBody String body) {
      WxChannelMessage envelope = JsonUtils.decode(body, WxChannelMessage.class);
      String clear =
          new WxChCryptUtils(config)
              .decryptContent(signature, timestamp, nonce, envelope.getEncrypt());
      KfMessage message = JsonUtils.decode(clear, KfMessage.class);
      if (message == null || message.kfMsgId == null) {
        return ResponseEntity.status(HttpStatus.BAD_REQUEST).body("no message");
      }
      store.keep(message.kfMsgId, message, clear);
      return ResponseEntity.ok("success");
    }
  }
}
