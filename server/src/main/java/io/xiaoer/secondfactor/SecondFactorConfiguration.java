package io.xiaoer.secondfactor;

import io.xiaoer.secret.Seal;
import io.xiaoer.staff.LoginWay;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SecondFactorConfiguration {

  @Bean
  RecoveryCodes recoveryCodes() {
    return new RecoveryCodes();
  }

  @Bean
  FactorTable factorTable(
      Database desk, Seal seal, RecoveryCodes recoveryCodes, InstantSource clock) {
    return new FactorTable(desk, seal, recoveryCodes, clock);
  }

  @Bean
  PasskeyTable passkeyTable(Database desk, RecoveryCodes recoveryCodes, InstantSource clock) {
    return new PasskeyTable(desk, recoveryCodes, clock);
  }

  @Bean
  PasskeyVerifier passkeyVerifier() {
    return new PasskeyVerifier();
  }

  @Bean
  PasskeyChallenge passkeyChallenge(Seal seal, InstantSource clock) {
    return new PasskeyChallenge(seal, clock);
  }

  @Bean
  FreshLogin freshLogin(Database desk, InstantSource clock) {
    return new FreshLogin(desk, clock);
  }

  /** Offered once somebody has one. */
  @Bean
  LoginWay passkeyLogin(PasskeyTable passkeys) {
    return () ->
        passkeys.isUsed()
            ? Optional.of(new LoginWay.Offer(Kind.PASSKEY.word(), ""))
            : Optional.empty();
  }
}
