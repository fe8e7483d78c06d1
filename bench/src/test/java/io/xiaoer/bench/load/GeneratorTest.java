package io.xiaoer.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.xiaoer.bench.peer.PeerShop;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.push.EncodingAesKey;
import io.xiaoer.sdk.push.PushReceiver;
import io.xiaoer.sdk.push.PushSettings;
import io.xiaoer.sdk.push.Received;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator against a server that reads its pushes with the SDK. */
class GeneratorTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path work;

  private HttpServer server;
  private final Set<String> msgIds = ConcurrentHashMap.newKeySet();
  private final AtomicInteger received = new AtomicInteger();
  private final AtomicLong unreadable = new AtomicLong();
  private volatile @Nullable String answer;

  GeneratorTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    PushReceiver receiver =
        new PushReceiver(
            PushSettings.secure(
                PeerShop.TOKEN, EncodingAesKey.parse(PeerShop.AES_KEY), PeerShop.APP_ID));
    server.createContext(
        PeerShop.PATH,
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          received.incrementAndGet();
          if (receiver.receive(exchange.getRequestURI().getRawQuery(), body)
                  instanceof Received.Event(PushEvent.KfMessage message)
              && message.head().msgId() != null) {
            msgIds.add(message.head().msgId().value());
          } else {
            unreadable.incrementAndGet();
          }
          String said = answer;
          byte[] bytes = (said == null ? "success" : said).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void sendsPushesThatCanBeReadEachWithAnIdOfItsOwn() throws IOException {
    try (PushFile file = PushFile.open(work, 50_000);
        Generator generator = generator(file.pushes(false))) {
      Burst burst = generator.closedLoop(SHORT);
      assertThat(burst.refused()).isEmpty();
      assertThat(burst.pushes()).isPositive().isEqualTo(received.get());
      assertThat(burst.latency().getTotalCount()).isEqualTo(burst.pushes());
      assertThat(msgIds).hasSize(received.get());
      assertThat(unreadable).hasValue(0);
    }
  }

  @Test
  void countsA200WithoutSuccessAsRefused() throws IOException {
    answer = "queue full";
    try (PushFile file = PushFile.open(work, 50_000);
        Generator generator = generator(file.pushes(false))) {
      Burst burst = generator.closedLoop(SHORT);
      assertThat(burst.pushes()).isZero();
      assertThat(burst.refused()).hasSize(1);
      assertThat(burst.refused().firstKey()).startsWith("HTTP/1.1 200").endsWith("queue full");
    }
  }

  @Test
  void sendsAsManyPushesAsThePaceSays() throws IOException {
    try (PushFile file = PushFile.open(work, 1_000);
        Generator generator = generator(file.pushes(false))) {
      AtomicLong last = new AtomicLong(-1);
      Burst burst = generator.paced(100, Duration.ofSeconds(1), last::set);
      assertThat(burst.pushes()).isEqualTo(100);
      assertThat(last).hasValue(99);
      assertThat(burst.took()).isGreaterThan(Duration.ofMillis(900));
    }
  }

  private Generator generator(PushFile.Pushes pushes) throws IOException {
    return new Generator(server.getAddress().getPort(), 4, pushes);
  }
}
