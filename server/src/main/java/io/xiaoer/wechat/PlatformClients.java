package io.xiaoer.wechat;

import io.xiaoer.sdk.api.KfApi;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.Shops;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Where the API of a shop is reached. All shops share one HTTP client: each has threads of its own,
 * and connections that another shop could use.
 */
@Component
public final class PlatformClients implements DisposableBean {
  /** For one call with everything it needs, a new token included. */
  private static final Duration CALL_MAX = Duration.ofSeconds(10);

  private static final Duration CONNECT_MAX = Duration.ofSeconds(3);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER) // a redirect would carry the token elsewhere
          .connectTimeout(CONNECT_MAX)
          .build();
  private final Shops shops;
  private final InstantSource clock;
  private final Map<String, Client> clients = new ConcurrentHashMap<>();

  PlatformClients(Shops shops, InstantSource clock) {
    this.shops = shops;
    this.clock = clock;
  }

  private record Client(URI baseUrl, String appId, String appSecret, KfApi api) {
    boolean isOf(Shop shop) {
      return baseUrl.equals(shop.apiBaseUrl())
          && appId.equals(shop.appId())
          && appSecret.equals(shop.appSecret());
    }
  }

  /**
   * The shop's API; empty when there is no such shop. Ask each time: once a shop's AppSecret has
   * changed, another client is given.
   */
  public Optional<KfApi> of(String shop) {
    return shops
        .find(shop)
        .map(found ->
            clients
                .compute(
                    shop, (_, known) -> known != null && known.isOf(found) ? known : client(found))
                .api());
  }

  /** What the platform's clock shows, to the second; empty when it does not answer. */
  public Optional<Instant> date(String shop) {
    return shops
        .find(shop)
        .flatMap(found -> {
          HttpRequest request =
              HttpRequest.newBuilder(found.apiBaseUrl())
                  .timeout(CALL_MAX)
                  .method("HEAD", BodyPublishers.noBody())
                  .build();
          try {
            return http.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("Date")
                .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
          } catch (IOException | DateTimeParseException e) {
            return Optional.empty();
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
          }
        });
  }

  /** One that knows no token yet, to be used once. */
  Optional<KfApi> anew(String shop) {
    return shops.find(shop).map(this::api);
  }

  @Override
  public void destroy() {
    http.shutdownNow();
  }

  private Client client(Shop shop) {
    return new Client(shop.apiBaseUrl(), shop.appId(), shop.appSecret(), api(shop));
  }

  private KfApi api(Shop shop) {
    return new KfApi(shop.apiBaseUrl(), shop.appId(), shop.appSecret(), clock, CALL_MAX, http);
  }
}
