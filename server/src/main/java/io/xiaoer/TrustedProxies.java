package io.xiaoer;

import io.xiaoer.sdk.api.AddressBlock;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.valves.RemoteIpValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Whose word on the sender's address is taken. Tomcat's valve reads {@code X-Forwarded-For} from
 * its end, past those that are trusted, so what a sender wrote into it himself stands too far left
 * to count. Without a list only a proxy on this machine is believed: whoever else can reach the
 * port from a private address could write any sender into it.
 */
@Component
final class TrustedProxies
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
  private static final List<String> THIS_MACHINE = List.of("127.0.0.0/8", "::1/128");

  private final Settings settings;

  TrustedProxies(Settings settings) {
    this.settings = settings;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    List<String> blocks = blocks(settings);
    factory.getEngineValves().stream()
        .filter(RemoteIpValve.class::isInstance)
        .map(RemoteIpValve.class::cast)
        .forEach(valve -> valve.setInternalProxies(String.join(",", blocks)));
    factory.addEngineValves(new SenderAddress());
  }

  /** As configured, or this machine. Throws {@link BadSettings} for what is no address. */
  static List<String> blocks(Settings settings) {
    List<String> written = settings.trustedProxies();
    if (written == null) {
      return THIS_MACHINE;
    }
    List<Problem> problems = new ArrayList<>();
    List<String> blocks = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      var block = AddressBlock.parse(written.get(i));
      if (block.isPresent()) {
        blocks.add(block.get().toString());
      } else {
        problems.add(
            new Problem(
                "xiaoer.trusted-proxies[%s]".formatted(i),
                "'%s' (expected: an address, or a block as 10.0.0.0/28)"
                    .formatted(written.get(i))));
      }
    }
    if (!problems.isEmpty()) {
      throw new BadSettings(problems);
    }
    return blocks;
  }

  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE; // Spring Boot's own adds the valve
  }
}
