package io.xiaoer.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.shop.Shop;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The sample as its reader starts it, with the simulated platform. */
class SampleApplicationTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void whatCustomersWriteIsATicketAndWhoAsksIsAnsweredOnce() {
    try (Platform platform = Platform.start();
        ConfigurableApplicationContext sample = start(platform)) {
      int port = Integer.parseInt(sample.getEnvironment().getRequiredProperty("local.server.port"));
      platform.pushTo(URI.create("http://127.0.0.1:" + port + "/callback/main"));
      assertThat(platform.checksUrl()).isTrue();
      Customer lin = platform.customer("o-lin");

      platform.next(new Fault.AcceptThenHangUp()); // the answer is there, and we do not know it
      platform.awaitAcknowledged(lin.says("在吗？"), SOON);
      platform.awaitDelivered(lin, 1, SOON);
      platform.awaitAcknowledged(lin.says("什么时候发货"), SOON);
      platform.awaitAcknowledged(lin.says("还在吗"), SOON);
      platform.awaitDelivered(lin, 2, SOON);

      assertThat(platform.delivered(lin)).containsExactly("在的", "在的");
      assertThat(tickets(sample).subList(0, 2)).containsExactly("在吗？", "什么时候发货");
    }
  }

  private static List<String> tickets(ConfigurableApplicationContext sample) {
    return sample
        .getBean(JdbcClient.class)
        .sql("SELECT words FROM ticket ORDER BY place")
        .query((row, number) -> row.getString("words"))
        .list();
  }

  private ConfigurableApplicationContext start(Platform platform) {
    Shop shop = platform.shop();
    return SpringApplication.run(
        SampleApplication.class,
        "--server.port=0",
        "--DATABASE_URL=jdbc:sqlite:" + folder.resolve("sample.db") + "?journal_mode=WAL",
        "--SHOP_APP_ID=" + shop.appId(),
        "--SHOP_APP_SECRET=" + shop.appSecret(),
        "--SHOP_TOKEN=" + shop.token(),
        "--SHOP_ENCODING_AES_KEY=" + shop.encodingAesKey(),
        "--SHOP_API=" + platform.baseUrl(),
        "--xiaoer.inbox.first-pause=50ms",
        "--xiaoer.inbox.poll=100ms");
  }
}
