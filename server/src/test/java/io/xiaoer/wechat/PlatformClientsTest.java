package io.xiaoer.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.sdk.api.KfApi;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformClientsTest {
  private static final int SHOPS = 30;

  @TempDir Path data;

  @Test
  void threadsDoNotGrowWithTheShopsThatAreSpokenFor() {
    try (Platform platform = Platform.start();
        TestServer server = startServer(URI.create(platform.baseUrl().toString()))) {
      PlatformClients platforms = server.bean("platformClients", PlatformClients.class);
      call(platforms, 0);
      long before = httpThreads();
      for (int i = 1; i < SHOPS; i++) {
        call(platforms, i);
      }
      assertThat(platforms.of("shop0")).isNotEqualTo(platforms.of("shop1"));
      assertThat(httpThreads() - before)
          .as("a client for each would have at least one thread for each")
          .isLessThan(SHOPS / 2);
    }
  }

  /** It is refused, because the simulator has no such shop; it was made all the same. */
  private static void call(PlatformClients platforms, int shop) {
    KfApi api = platforms.of("shop" + shop).orElseThrow();
    assertThat(api.callbackAddresses()).isNotNull();
  }

  private static long httpThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("HttpClient-"))
        .count();
  }

  private TestServer startServer(URI url) {
    List<String> settings = new ArrayList<>();
    for (int i = 0; i < SHOPS; i++) {
      for (String setting : TestPlatform.settings(i, "shop" + i, Mode.SECURE, url)) {
        settings.add(setting.replace("user-name=", "user-name=gh_" + i));
      }
    }
    return TestServer.start(Engine.SQLITE, data, settings.toArray(String[]::new));
  }
}
