package io.xiaoer.guide;

import io.xiaoer.health.SystemReport;
import io.xiaoer.outbound.Calls;
import io.xiaoer.outbound.UrlField;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.LocalUrl;
import io.xiaoer.settings.PublicAddress;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.SettingsCheck;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts;
import io.xiaoer.store.Database;
import io.xiaoer.wechat.PlatformClients;
import io.xiaoer.wechat.TokenCheck;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class GuideConfiguration {
  @Bean
  static SettingsCheck publicUrlCheck() {
    return GuideConfiguration::publicUrl;
  }

  private static @Nullable URI publicUrl(Settings settings) {
    String written = settings.publicUrl();
    if (written == null) {
      return null;
    }
    return UrlField.parse(written.strip())
        .filter(AddressChecks::isOrigin)
        .orElseThrow(() ->
            new BadSettings(
                List.of(
                    new Problem(
                        "xiaoer.public-url",
                        "'%s' (expected: https://host, without a path)".formatted(written)))));
  }

  @Bean
  GuideTable guideTable(Database desk) {
    return new GuideTable(desk);
  }

  @Bean
  PublicAddress publicAddress(Settings settings, GuideTable table) {
    Optional<URI> configured = Optional.ofNullable(publicUrl(settings));
    return () -> configured.or(table::publicUrl);
  }

  @Bean(destroyMethod = "close")
  TestMessages testMessages(
      Environment environment, ServerProperties server, Database desk, InstantSource clock) {
    return new TestMessages(
        () ->
            LocalUrl.of(
                server.getAddress(),
                environment.getRequiredProperty("local.server.port", Integer.class)),
        desk,
        clock);
  }

  @Bean
  Guide guide(
      Shops shops,
      SystemReport report,
      Accounts accounts,
      Calls calls,
      TokenCheck tokens,
      PlatformClients platforms,
      GuideTable table,
      Settings settings,
      InstantSource clock) {
    return new Guide(
        shops,
        new MachineChecks(report, accounts, settings.dataDir()),
        new AddressChecks(calls),
        tokens,
        platforms,
        table,
        publicUrl(settings),
        clock);
  }
}
