package io.xiaoer.desk;

import io.xiaoer.compose.Phrase;
import io.xiaoer.compose.Phrases;
import io.xiaoer.conversation.Changes;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.media.MediaId;
import io.xiaoer.media.Vault;
import io.xiaoer.settings.Version;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Caller;
import io.xiaoer.staff.Credentials;
import io.xiaoer.staff.Gate;
import io.xiaoer.store.Bells;
import io.xiaoer.view.SavedViews;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;

@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class DeskConfiguration {
  private static final String WEB_ROOT = "classpath:/META-INF/resources/";

  @Bean
  LiveFeed liveFeed(Changes changes, Conversations conversations) {
    return new LiveFeed(changes, conversations);
  }

  @Bean
  Presence presence(Conversations conversations, InstantSource clock) {
    return new Presence(conversations, clock);
  }

  @Bean
  LiveHandler liveHandler(
      LiveFeed feed,
      Presence presence,
      Credentials credentials,
      Version version,
      Bells bells,
      InstantSource clock) {
    return new LiveHandler(feed, presence, credentials, version, bells, clock);
  }

  @Bean
  Gate conversationGate(Conversations conversations) {
    return new Gate(
        "/api/v1/conversations/",
        "conversation",
        (caller, id) ->
            Limits.number(id).flatMap(conversations::shopOf).filter(caller::sees).isPresent());
  }

  @Bean
  Gate messageGate(Conversations conversations) {
    return new Gate(
        "/api/v1/messages/",
        "message",
        (caller, id) ->
            Limits.number(id)
                .flatMap(conversations::shopOfMessage)
                .filter(caller::sees)
                .isPresent());
  }

  @Bean
  Gate phraseGate(Phrases phrases) {
    return new Gate(
        "/api/v1/phrases/",
        "phrase",
        (caller, id) ->
            Limits.number(id)
                .flatMap(phrases::find)
                .filter(phrase -> isFor(phrase, caller))
                .isPresent());
  }

  /** The team's, as far as it is for his shops, and his own: nobody has another person's. */
  private static boolean isFor(Phrase phrase, Caller caller) {
    return phrase.owner() == null
        ? phrase.isFor(caller.shops())
        : phrase.owner().equals(caller.name());
  }

  @Bean
  Gate viewGate(SavedViews views) {
    return new Gate(
        "/api/v1/views/",
        "view",
        (caller, id) ->
            Limits.number(id)
                .flatMap(views::find)
                .filter(view -> view.isSeenBy(caller.name()))
                .isPresent());
  }

  @Bean
  Gate shopGate(Shops shops) {
    return new Gate("/api/v1/shops/", "shop", (caller, id) -> sees(shops, caller, id));
  }

  @Bean
  Gate sendingGate(Shops shops) {
    return new Gate("/api/v1/sending/", "shop", (caller, id) -> sees(shops, caller, id));
  }

  /** What somebody brought is of no shop; its id, which cannot be guessed, is all it takes. */
  @Bean
  Gate mediaGate(Vault vault) {
    return new Gate(
        "/api/v1/media/",
        "file",
        (caller, id) ->
            MediaId.parse(id)
                .flatMap(vault::find)
                .filter(medium -> {
                  ShopId shop = medium.shop();
                  return shop == null || caller.sees(shop);
                })
                .isPresent());
  }

  private static boolean sees(Shops shops, Caller caller, String id) {
    return shops.find(id).map(Shop::id).filter(caller::sees).isPresent();
  }

  @Bean
  WebSocketConfigurer live(LiveHandler handler) {
    // Pages of other sites are refused at the door like all they send. The check that comes with
    // the
    // handler compares the scheme too, and would refuse our own page behind a proxy that speaks
    // TLS.
    return registry ->
        registry
            .addHandler(handler, "/api/v1/live")
            .addInterceptors(handler)
            .setAllowedOriginPatterns("*");
  }

  /**
   * The page's addresses all give the one page; its parts have the hash of their content in the
   * name.
   */
  @Bean
  WebMvcConfigurer pages() {
    return new WebMvcConfigurer() {
      @Override
      public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
        registry.addViewController("/login").setViewName("forward:/index.html");
        registry.addViewController("/c/{id}").setViewName("forward:/index.html");
        registry.addViewController("/search").setViewName("forward:/index.html");
        registry.addViewController("/admin").setViewName("forward:/index.html");
        registry.addViewController("/admin/{page}").setViewName("forward:/index.html");
      }

      @Override
      public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry
            .addResourceHandler("/assets/**")
            .addResourceLocations(WEB_ROOT + "assets/")
            .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
        registry
            .addResourceHandler("/**")
            .addResourceLocations(WEB_ROOT)
            .setCacheControl(CacheControl.noCache());
      }
    };
  }
}
