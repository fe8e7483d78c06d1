package io.xiaoer.live;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.masking.Masking;
import io.xiaoer.presence.ConnectedUsers;
import io.xiaoer.settings.Version;
import io.xiaoer.staff.Credentials;
import io.xiaoer.staff.Revocations;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class LiveConfiguration {
  @Bean
  LiveFeed liveFeed(ChangeFeed changeFeed, Conversations conversations) {
    return new LiveFeed(changeFeed, conversations);
  }

  @Bean
  Presence presence(Conversations conversations, InstantSource clock) {
    return new Presence(conversations, clock);
  }

  @Bean
  LiveHandler liveHandler(
      LiveFeed feed,
      Presence presence,
      ConnectedUsers connectedUsers,
      Credentials credentials,
      Revocations revocations,
      Version version,
      Masking masking,
      MeterRegistry registry,
      InstantSource clock) {
    return new LiveHandler(
        feed,
        presence,
        connectedUsers,
        credentials,
        revocations,
        version,
        masking,
        registry,
        clock);
  }

  /** Every connection has buffers of this size for as long as it is open. */
  @Bean
  ServletServerContainerFactoryBean liveBuffers() {
    ServletServerContainerFactoryBean buffers = new ServletServerContainerFactoryBean();
    buffers.setMaxTextMessageBufferSize(LiveHandler.FRAME_BYTES_MAX);
    buffers.setMaxBinaryMessageBufferSize(LiveHandler.FRAME_BYTES_MAX);
    return buffers;
  }

  @Bean
  WebSocketConfigurer live(LiveHandler handler) {
    // Pages of other sites are refused by CrossSiteFilter, like all that they send. The check that
    // comes with the handler compares the scheme too, and would refuse our own page behind a proxy
    // that speaks TLS.
    return registry ->
        registry
            .addHandler(handler, "/api/v1/live")
            .addInterceptors(handler)
            .setHandshakeHandler(new Uncompressed())
            .setAllowedOriginPatterns("*");
  }

  /**
   * Compression takes some 300 KB outside of the heap for each connection, and packs a frame anew
   * for everybody who gets it.
   */
  private static final class Uncompressed extends DefaultHandshakeHandler {
    @Override
    protected List<WebSocketExtension> filterRequestedExtensions(
        ServerHttpRequest request,
        List<WebSocketExtension> requested,
        List<WebSocketExtension> supported) {
      return List.of();
    }
  }
}
