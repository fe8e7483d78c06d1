package io.xiaoer.sso;

import io.xiaoer.outbound.AddressGuard;
import io.xiaoer.outbound.Calls;
import io.xiaoer.secret.Seal;
import io.xiaoer.settings.PublicAddress;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.SettingsCheck;
import io.xiaoer.staff.LoginWay;
import io.xiaoer.staff.SignIn;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SsoConfiguration {
  private static final String ISSUER = "xiaoer.oidc.issuer";

  @Bean
  static SettingsCheck ssoCheck() {
    return SsoSettings::of;
  }

  @Bean
  Identities ssoIdentities(Database desk, InstantSource clock) {
    return new Identities(desk, clock);
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnProperty(ISSUER)
  DirectoryCalls ssoCalls(Settings settings) {
    return new DirectoryCalls(
        new Calls(
            new AddressGuard(SsoSettings.of(settings).orElseThrow().allow()),
            Directory.ANSWER_BYTES_MAX));
  }

  @Bean
  @ConditionalOnProperty(ISSUER)
  SingleSignOn singleSignOn(
      Settings settings,
      DirectoryCalls calls,
      Seal seal,
      Identities identities,
      SignIn signIn,
      PublicAddress address,
      InstantSource clock) {
    SsoSettings sso = SsoSettings.of(settings).orElseThrow();
    return new SingleSignOn(
        sso,
        new Directory(sso, calls.calls(), clock),
        new SsoLogin(seal, clock),
        seal,
        identities,
        signIn,
        address);
  }

  @Bean
  @ConditionalOnProperty(ISSUER)
  LoginWay ssoLogin(Settings settings) {
    String name = SsoSettings.of(settings).orElseThrow().name();
    return () -> Optional.of(new LoginWay.Offer("sso", name));
  }
}
