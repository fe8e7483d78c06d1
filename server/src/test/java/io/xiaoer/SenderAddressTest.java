package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.settings.Settings;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.catalina.valves.RemoteIpValve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

/** Whose word on the sender's address is taken, and in which form the address goes on. */
class SenderAddressTest {
  @Test
  void whatAProxyWroteThatIsNoAddressReachesNoLogAndNoAudit(@TempDir Path data) {
    try (TestServer server = TestServer.start(data)) {
      for (String forwarded :
          List.of("<script>alert(1)</script>", "9".repeat(5_000), "unknown", "203.0.113.9%eth0")) {
        failFrom(server, forwarded);
      }
      failFrom(server, "203.0.113.9:4711");
      failFrom(server, "2001:DB8:0:0:0:0:0:1");
      failFrom(server, "198.51.100.1, 203.0.113.10");
      assertThat(
              server
                  .get("/api/v1/audit?what=login_failed")
                  .path("entries")
                  .valueStream()
                  .map(entry -> entry.path("detail").asString()))
          .containsExactly(
              "from 203.0.113.10",
              "from 2001:db8:0:0:0:0:0:1",
              "from 203.0.113.9",
              "from 127.0.0.1",
              "from 127.0.0.1",
              "from 127.0.0.1",
              "from 127.0.0.1");
    }
  }

  private static void failFrom(TestServer server, String forwarded) {
    assertThat(
            server
                .send(
                    HttpRequest.newBuilder(server.url("/api/v1/session"))
                        .header("Content-Type", "application/json")
                        .header("X-Forwarded-For", forwarded)
                        .POST(
                            BodyPublishers.ofString(
                                "{\"username\":\"nobody\",\"password\":\"wrong\"}")))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void withoutAListOnlyAProxyOnThisMachineIsBelieved() {
    assertThat(believed(Map.of()).split(", ?")).containsExactlyInAnyOrder("127.0.0.0/8", "::1/128");
    assertThat(believed(Map.of("xiaoer.trusted-proxies[0]", "10.0.0.5"))).startsWith("10.0.0.5");
    assertThat(believed(Map.of("xiaoer.trusted-proxies", ""))).isNullOrEmpty();
  }

  private static String believed(Map<String, String> written) {
    Settings settings =
        new Binder(new MapConfigurationPropertySource(written))
            .bindOrCreate("xiaoer", Settings.class);
    RemoteIpValve valve = new RemoteIpValve();
    TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
    factory.addEngineValves(valve);
    new TrustedProxies(settings).customize(factory);
    return valve.getInternalProxies();
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.9, 203.0.113.9",
    "203.0.113.9:4711, 203.0.113.9",
    "[2001:db8::1]:4711, 2001:db8:0:0:0:0:0:1",
    "::ffff:203.0.113.9, 203.0.113.9",
    "example.org, ",
    "203.0.113.900, ",
    "fe80::1%eth0, ",
  })
  void anAddressIsWrittenInOneWay(String written, String address) {
    assertThat(SenderAddress.address(written)).isEqualTo(address);
  }
}
