package io.xiaoer.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The key {@code xiaoer} of the configuration, as written: values may be missing or wrong until the
 * feature that needs them has checked them. {@code toString} of the parts that hold secrets says
 * nothing.
 */
@ConfigurationProperties(prefix = "xiaoer", ignoreUnknownFields = false)
public record Settings(
    @DefaultValue("./data") Path dataDir,
    @Nullable Database database,
    @Nullable String secretKey,
    @Nullable Path secretKeyFile,
    @DefaultValue Admin admin,
    @DefaultValue List<ApiKey> apiKeys,
    @DefaultValue List<Shop> shops) {

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
  public record Admin(@DefaultValue("admin") String username, @Nullable String password) {
    @Override
    public String toString() {
      return "Admin[" + username + "]";
    }
  }

  /** A machine that may call the API. */
  public record ApiKey(@DefaultValue("") String name, @DefaultValue("") String key) {
    @Override
    public String toString() {
      return "ApiKey[" + name + "]";
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
