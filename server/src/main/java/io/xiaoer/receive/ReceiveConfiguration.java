package io.xiaoer.receive;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Lease;
import io.xiaoer.http.BodyReader;
import io.xiaoer.log.Inbox;
import io.xiaoer.quarantine.Quarantine;
import io.xiaoer.settings.NodeRole;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.SettingsCheck;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import io.xiaoer.telemetry.Traces;
import io.xiaoer.wechat.PlatformClients;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReceiveConfiguration {

  @Bean
  static SettingsCheck callbackAddressesCheck() {
    return CallbackMode::of;
  }

  @Bean
  AddressGate gate(
      Settings settings,
      Database desk,
      Shops shops,
      PlatformClients platforms,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    return switch (CallbackMode.of(settings)) {
      case OFF -> (_, _) -> AddressGate.Passage.OPEN;
      case REPORT -> list(false, desk, shops, platforms, lease, clock, registry);
      case ENFORCE -> list(true, desk, shops, platforms, lease, clock, registry);
    };
  }

  private static AddressGate list(
      boolean enforces,
      Database desk,
      Shops shops,
      PlatformClients platforms,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    return new CallbackAddressList(
        enforces, desk, shops, platforms, lease, clock, RandomGenerator.getDefault(), registry);
  }

  @Bean
  PushJournal pushJournal() {
    return new PushJournal();
  }

  @Bean
  ServletRegistrationBean<HttpServlet> pushServlet(
      NodeRole role,
      BodyReader bodies,
      Shops shops,
      AddressGate gate,
      Inbox inbox,
      PushJournal journal,
      Quarantine quarantine,
      InstantSource clock,
      MeterRegistry registry,
      Traces traces) {
    HttpServlet servlet =
        role == NodeRole.DESK
            ? new NoPushesHere()
            : new PushServlet(
                bodies, shops, gate, inbox, journal, quarantine, clock, registry, traces);
    var registration = new ServletRegistrationBean<>(servlet, "/callback/*");
    registration.setLoadOnStartup(1);
    return registration;
  }

  /** A push that was led to the wrong node; the platform, or the proxy, tries again. */
  private static final class NoPushesHere extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      PushServlet.write(response, Answers.OTHER_NODE);
    }
  }
}
