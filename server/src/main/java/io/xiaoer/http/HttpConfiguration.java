package io.xiaoer.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.sdk.api.AddressBlock;
import io.xiaoer.settings.NodeRole;
import io.xiaoer.settings.Settings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
class HttpConfiguration {
  /** In memory for each connection, twice; a push and its answer are smaller. */
  private static final int BUFFER_BYTES = 4 << 10;

  /** With one desk for each of 300 agents and a proxy's pool, some hundred are usual. */
  private static final int CROWDED_PER_MILLE = 375;

  private static final int PER_NETWORK_MAX = 1_024;
  private static final int SLOW_MAX = 128;

  /** The platform gives up after 5 s. */
  private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(5);

  /**
   * Bodies of up to 1 MiB that are read or worked on at once. A message has some hundred bytes;
   * what comes beyond is pushed again, and the small ones beside them find the processor free.
   */
  private static final int LARGE_BODIES_MAX = 4;

  private static final int WAITING_MAX = 256;

  @Bean
  ArrivingBodies arrivingBodies() {
    return new ArrivingBodies();
  }

  @Bean
  BodyReader bodyReader(ArrivingBodies arriving) {
    return new BodyReader(arriving, LARGE_BODIES_MAX);
  }

  @Bean
  Bulkhead bulkhead() {
    return Bulkhead.of(Runtime.getRuntime().availableProcessors());
  }

  @Bean
  FilterRegistrationBean<DeskGate> deskGate(
      BodyReader bodies, Bulkhead bulkhead, NodeRole role, MeterRegistry registry) {
    DeskGate gate =
        new DeskGate(
            bodies,
            bulkhead.deskRequests(),
            bulkhead.transfers(),
            WAITING_MAX,
            role != NodeRole.RECEIVE);
    Gauge.builder("xiaoer.desk.waiting", gate, DeskGate::waiting)
        .description("requests of the desk that wait for their turn")
        .register(registry);
    var registration = new FilterRegistrationBean<>(gate);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> guardedConnections(
      ArrivingBodies arriving, Settings settings, InstantSource clock, MeterRegistry registry) {
    return factory -> {
      factory.setProtocol(GuardedProtocol.class.getName());
      factory.addEngineValves(new Connection.Valve(), new UnreadRequests(registry));
      factory.addConnectorCustomizers(connector -> {
        if (connector.getProtocolHandler() instanceof GuardedProtocol protocol) {
          protocol.setUseSendfile(false); // it would look like a head that does not end
          protocol.setProperty("socket.appReadBufSize", String.valueOf(BUFFER_BYTES));
          protocol.setProperty("socket.appWriteBufSize", String.valueOf(BUFFER_BYTES));
          int crowded = protocol.getMaxConnections() * CROWDED_PER_MILLE / 1_000;
          GuardedEndpoint endpoint = protocol.endpoint();
          endpoint.guard(
              new ConnectionLimits(
                  crowded, PER_NETWORK_MAX, SLOW_MAX, ARRIVES_WITHIN, proxies(settings)),
              arriving,
              clock);
          count(registry, endpoint, "late", GuardedEndpoint::late);
          count(registry, endpoint, "crowded", GuardedEndpoint::shed);
          count(registry, endpoint, "network", GuardedEndpoint::turnedAway);
        }
      });
    };
  }

  private static List<AddressBlock> proxies(Settings settings) {
    List<String> written = settings.trustedProxies();
    return written == null
        ? List.of()
        : written.stream().map(AddressBlock::parse).flatMap(Optional::stream).toList();
  }

  private static void count(
      MeterRegistry registry,
      GuardedEndpoint endpoint,
      String reason,
      ToLongFunction<GuardedEndpoint> counted) {
    FunctionCounter.builder(
            "xiaoer.connections.closed", endpoint, one -> (double) counted.applyAsLong(one))
        .description(
            "connections ended: late (a head or body took too long), crowded (too many, and this"
                + " one idle), network (too many from one address)")
        .tag("reason", reason)
        .register(registry);
  }
}
