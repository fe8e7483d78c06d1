package io.xiaoer.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * The key {@code xiaoer} of the configuration, as written: values may be missing or wrong until the
 * feature that needs them has checked them. {@code toString} of the parts that hold secrets says
 * nothing.
 */
@ConfigurationProperties(prefix = "xiaoer", ignoreUnknownFields = false)
public record Settings(
    @DefaultValue("./data") Path dataDir,
    @DefaultValue("all") String role,
    @Nullable Database database,
    @Nullable String secretKey,
    @Nullable Path secretKeyFile,
    @Nullable List<String> trustedProxies,
    @DefaultValue("off") String callbackAddresses,
    @DefaultValue("https://api.weixin.qq.com") List<URI> apiBaseUrls,
    @Nullable String publicUrl,
    @Nullable Admin admin,
    @DefaultValue List<ApiKey> apiKeys,
    @DefaultValue Media media,
    @DefaultValue Webhooks webhooks,
    @Nullable Kafka kafka,
    @DefaultValue Suggestions suggestions,
    @Nullable Oidc oidc,
    @DefaultValue Mcp mcp,
    @DefaultValue Telemetry telemetry,
    @DefaultValue List<Shop> shops) {

  /**
   * Who is added at the start if there is nobody. Whoever has configured shops or keys finds a
   * password on the console if none is configured; where nothing is, the first person is set up in
   * the browser, and this is empty.
   */
  public Optional<Admin> firstAdmin() {
    if (admin == null && shops.isEmpty() && apiKeys.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(admin == null ? new Admin(Admin.USERNAME, null) : admin);
  }

  @Override
  public String toString() {
    return "Settings[" + dataDir + "]";
  }

  /** The PostgreSQL to use in place of the embedded default. */
  public record Database(
      @DefaultValue("") String url,
      @DefaultValue("") String username,
      @DefaultValue("") String password) {
    @Override
    public String toString() {
      return "Database";
    }
  }

  /** The first person who can log in; used once, when there is nobody yet. */
  public record Admin(@DefaultValue(USERNAME) String username, @Nullable String password) {
    private static final String USERNAME = "admin";

    /** A property that says why the password could not be read; absent when it could. */
    public static final String MISSING_PASSWORD = "missing.xiaoer.admin.password";

    @Override
    public String toString() {
      return "Admin[" + username + "]";
    }
  }

  /**
   * A machine that may call the API.
   *
   * @param scopes none: all
   * @param shops that it sees; null: all
   */
  public record ApiKey(
      @DefaultValue("") String name,
      @DefaultValue("") String key,
      @DefaultValue List<String> scopes,
      @Nullable List<String> shops) {
    @Override
    public String toString() {
      return "ApiKey[" + name + "]";
    }
  }

  /**
   * The library of images, videos and files.
   *
   * @param folder where they are; null: in the data folder
   * @param hosts from which anything is fetched; {@code *.x.cn} means the subdomains of x.cn
   * @param keepFree of the disk, for messages
   * @param s3 where they are instead of in a folder
   */
  public record Media(
      @Nullable Path folder,
      @DefaultValue({
            "channels.weixin.qq.com",
            "mmecimage.cn",
            "mmbizurl.cn",
            "store.mp.video.tencent-cdn.com",
            "store.mp.video.tencent-cloud.com",
            "*.wxapp.tc.qq.com",
            "*.qpic.cn"
          })
          List<String> hosts,
      @DefaultValue("1GB") DataSize keepFree,
      @Nullable S3 s3) {}

  /**
   * A bucket for the files, in place of a folder.
   *
   * @param endpoint of a server that is not Amazon's; null: Amazon's own for the region
   * @param pathStyle whether the bucket stands in the path and not in the host's name
   */
  public record S3(
      @Nullable URI endpoint,
      @DefaultValue("") String bucket,
      @DefaultValue("us-east-1") String region,
      @DefaultValue("") String accessKey,
      @DefaultValue("") String secretKey,
      @DefaultValue("false") boolean pathStyle) {
    @Override
    public String toString() {
      return "S3[" + bucket + "]";
    }
  }

  /**
   * Where events are sent.
   *
   * @param allow inner addresses that may be called, also by plain http
   */
  public record Webhooks(@DefaultValue List<String> allow) {}

  /**
   * Where every event goes, too.
   *
   * @param properties of a producer, as Kafka names them
   */
  public record Kafka(
      @DefaultValue("xiaoer.events") String topic, @DefaultValue Map<String, String> properties) {
    @Override
    public String toString() {
      return "Kafka[" + topic + "]";
    }
  }

  /**
   * What could be answered.
   *
   * @param model the folder of the optional model's jars; null: words are compared
   */
  public record Suggestions(@Nullable Path model) {}

  /**
   * The company's own directory, by OpenID Connect.
   *
   * @param name on the button; null: the page's own words
   * @param userClaim what it says that is a username here
   * @param groupsClaim what it says somebody belongs to
   * @param roles for people who have no account yet; none: nobody is added
   * @param allow inner addresses at which it may be, also by plain http
   */
  public record Oidc(
      @DefaultValue("") String issuer,
      @DefaultValue("") String clientId,
      @DefaultValue("") String clientSecret,
      @Nullable String name,
      @DefaultValue("preferred_username") String userClaim,
      @DefaultValue("groups") String groupsClaim,
      @DefaultValue List<OidcRole> roles,
      @DefaultValue List<String> allow) {
    @Override
    public String toString() {
      return "Oidc[" + issuer + "]";
    }
  }

  /** Who is of this group has this role from the start. */
  public record OidcRole(@DefaultValue("") String group, @DefaultValue("") String role) {}

  /**
   * The door for agents of others.
   *
   * @param repliesADay that one key may send
   * @param proposalsADay that one key may put before people
   */
  public record Mcp(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("100") int repliesADay,
      @DefaultValue("2000") int proposalsADay) {}

  /**
   * What is told of the server itself.
   *
   * @param otlp null: nobody is told
   */
  public record Telemetry(@Nullable Otlp otlp) {}

  /**
   * A collector of metrics and traces, by OTLP over HTTP.
   *
   * @param endpoint without what the protocol appends ({@code /v1/traces})
   * @param headers may hold its token
   * @param metricsInterval zero: no metrics
   * @param traceSampleRate from 0, no traces, to 1, all
   */
  public record Otlp(
      @DefaultValue("") String endpoint,
      @DefaultValue Map<String, String> headers,
      @DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration metricsInterval,
      @DefaultValue("1") double traceSampleRate) {
    @Override
    public String toString() {
      return "Otlp[" + endpoint + "]";
    }
  }

  /** One shop, with the secrets the platform knows it by. */
  public record Shop(
      @DefaultValue("") String id,
      @DefaultValue("") String name,
      @DefaultValue("") String userName,
      @DefaultValue("") String appId,
      @DefaultValue("") String appSecret,
      @DefaultValue("") String token,
      @DefaultValue("") String encodingAesKey,
      @Nullable String previousToken,
      @Nullable String previousEncodingAesKey,
      @DefaultValue("secure") String mode,
      @DefaultValue("https://api.weixin.qq.com") URI apiBaseUrl,
      @DefaultValue("false") boolean allowPrivateMediaHosts) {
    @Override
    public String toString() {
      return "Shop[" + id + "]";
    }
  }
}
