package io.xiaoer.sdk.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No request leaves to where none may go, whatever the URL, the name service or a redirect say. */
class DownloadTargetsTest {
  private static final String HOST = "channels.weixin.qq.com";
  private static final DownloadLimits LIMITS =
      new DownloadLimits(1_000_000, Duration.ofSeconds(10));

  @TempDir Path folder;

  private final List<String> lookedUp = new ArrayList<>();
  private final Deque<List<InetAddress>> answers = new ArrayDeque<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final ServerSocket listener;

  /** Everything of this machine that somebody connects to is counted, on whatever port. */
  DownloadTargetsTest() throws IOException {
    listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread counter =
        new Thread(() -> {
          while (!listener.isClosed()) {
            try {
              Socket socket = listener.accept();
              connections.incrementAndGet();
              socket.close();
            } catch (IOException e) {
              return;
            }
          }
        });
    counter.setDaemon(true);
    counter.start();
  }

  @AfterEach
  void end() throws IOException {
    listener.close();
  }

  private List<InetAddress> lookUp(String host) throws UnknownHostException {
    lookedUp.add(host);
    List<InetAddress> answer = answers.poll();
    if (answer == null) {
      throw new UnknownHostException(host);
    }
    return answer;
  }

  /** The platform's host, under any port so that the test can listen there. */
  private static final class AnyPort implements TargetPolicy {
    @Override
    public Optional<String> objection(URI target) {
      return target.getHost().equals(HOST) ? Optional.empty() : Optional.of("another host");
    }
  }

  private DownloadOutcome fetch(TargetPolicy policy, String url) throws GeneralSecurityException {
    return new Downloads(policy, this::lookUp, SSLContext.getDefault())
        .fetch(url, LIMITS, ByteArrayOutputStream::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "169.254.169.254",
        "169.254.0.23",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
      })
  void contactsNoAddressThatIsNotOfThePublicInternet(String address) throws Exception {
    answers.add(List.of(InetAddress.getByName(address)));
    assertThat(fetch(TargetPolicy.httpsTo(Set.of(HOST)), "https://" + HOST + "/x"))
        .isEqualTo(new DownloadOutcome.NotAllowed("an address that is not of the public internet"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.1.1.1", "101.226.233.1", "2402:4e00::1", "64:ff9b::101:101", "172.32.0.1"})
  void hasNoObjectionToThePublicInternet(String address) throws Exception {
    assertThat(
            TargetPolicy.httpsTo(Set.of(HOST))
                .objection(URI.create("https://" + HOST), InetAddress.getByName(address)))
        .isEmpty();
  }

  @Test
  void contactsNobodyWhenOneOfSeveralAddressesIsAnInnerOne() throws Exception {
    answers.add(List.of(InetAddress.getByName("1.1.1.1"), InetAddress.getLoopbackAddress()));
    DownloadOutcome outcome =
        fetch(new AnyPort(), "http://" + HOST + ":" + listener.getLocalPort() + "/x");
    assertThat(outcome).isInstanceOf(DownloadOutcome.NotAllowed.class);
    assertThat(connections).hasValue(0);
  }

  @Test
  void connectsToTheAddressThatWasCheckedAndAsksForNoOther() throws Exception {
    // A name that is harmless when it is checked and this machine when it is used.
    answers.add(List.of(InetAddress.getByName("1.1.1.1")));
    answers.add(List.of(InetAddress.getLoopbackAddress()));
    DownloadLimits hurried = new DownloadLimits(1_000, Duration.ofMillis(700));
    DownloadOutcome outcome =
        new Downloads(new AnyPort(), this::lookUp, SSLContext.getDefault())
            .fetch(
                "http://" + HOST + ":" + listener.getLocalPort() + "/x",
                hurried,
                ByteArrayOutputStream::new);
    assertThat(outcome).isInstanceOf(DownloadOutcome.Unknown.class);
    assertThat(lookedUp).as("the name is looked up once").containsExactly(HOST);
    assertThat(connections).hasValue(0);
  }

  @Test
  void looksUpNoNameThatIsNotAllowed() throws Exception {
    for (String url :
        List.of(
            "https://channels.weixin.qq.com.evil.example/x",
            "https://channels-weixin.qq.com/x",
            "https://evilqpic.cn/x",
            "https://qpic.cn/x",
            "https://x.qpic.cn.evil.example/x",
            "http://channels.weixin.qq.com/x",
            "gopher://channels.weixin.qq.com/x",
            "https://channels.weixin.qq.com@evil.example/x",
            "https://[::1]/x",
            "https://127.0.0.1/x")) {
      assertThat(fetch(TargetPolicy.httpsTo(Set.of(HOST, "*.qpic.cn")), url))
          .as(url)
          .isInstanceOf(DownloadOutcome.NotAllowed.class);
    }
    assertThat(lookedUp).isEmpty();
    assertThat(
            TargetPolicy.httpsTo(Set.of("*.QPIC.cn"))
                .objection(URI.create("https://mmbiz.qpic.cn/x")))
        .isEmpty();
  }

  @Test
  void allowsThisMachineOnlyToAPolicyThatSaysSoAndNeverUnderAnothersName() throws Exception {
    TargetPolicy either = TargetPolicy.httpsTo(Set.of(HOST)).or(TargetPolicy.loopback());
    InetAddress here = InetAddress.getLoopbackAddress();
    assertThat(either.objection(URI.create("http://127.0.0.1:8090/x"))).isEmpty();
    assertThat(either.objection(URI.create("http://127.0.0.1:8090/x"), here)).isEmpty();
    assertThat(either.objection(URI.create("https://" + HOST + "/x"), here)).isPresent();
    assertThat(either.objection(URI.create("http://10.0.0.1/x"))).isPresent();
    assertThat(
            TargetPolicy.loopback()
                .objection(URI.create("http://localhost/"), InetAddress.getByName("10.0.0.1")))
        .as("a name of this machine that stands for another")
        .isPresent();
  }

  @Test
  void refusesAListThatHoldsSomethingElseThanNames() {
    for (String wrong : List.of("", "*", "https://x.cn", "x.cn/", "*.cn*", "a b.cn", "*.*.cn")) {
      assertThatThrownBy(() -> TargetPolicy.httpsTo(Set.of(wrong)))
          .as(wrong)
          .hasMessageStartingWith("host: '");
    }
  }

  @Test
  void asksTheAddressForTheCertificateOfTheName() throws Exception {
    HttpsServer server = tls(HOST);
    try {
      String path = ":" + server.getAddress().getPort() + "/x";
      TargetPolicy open =
          new TargetPolicy() {
            @Override
            public Optional<String> objection(URI target) {
              return Optional.empty();
            }

            @Override
            public Optional<String> objection(URI target, InetAddress address) {
              return Optional.empty();
            }
          };
      Downloads downloads = new Downloads(open, this::lookUp, trust());
      answers.add(List.of(InetAddress.getLoopbackAddress()));
      assertThat(downloads.fetch("https://" + HOST + path, LIMITS, ByteArrayOutputStream::new))
          .isEqualTo(new DownloadOutcome.Downloaded("text/plain", "杯子.txt", 2));
      answers.add(List.of(InetAddress.getLoopbackAddress()));
      assertThat(downloads.fetch("https://mmecimage.cn" + path, LIMITS, ByteArrayOutputStream::new))
          .isEqualTo(new DownloadOutcome.Unknown("TLS handshake failed"));
      answers.add(List.of(InetAddress.getLoopbackAddress()));
      assertThat(
              new Downloads(open, this::lookUp, SSLContext.getDefault())
                  .fetch("https://" + HOST + path, LIMITS, ByteArrayOutputStream::new))
          .as("a certificate that nobody vouches for")
          .isEqualTo(new DownloadOutcome.Unknown("TLS handshake failed"));
    } finally {
      server.stop(0);
    }
  }

  /** An https server on this machine that has a certificate of {@code name}. */
  private HttpsServer tls(String name) throws IOException, GeneralSecurityException {
    Path store = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-keyalg",
                "EC",
                "-alias",
                "x",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=dns:" + name)
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(keytool.waitFor()).isZero();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(keyStore(), "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/x",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/plain");
          exchange
              .getResponseHeaders()
              .add("Content-Disposition", "attachment; filename*=UTF-8''%E6%9D%AF%E5%AD%90.txt");
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'o', 'k'});
          exchange.close();
        });
    server.start();
    return server;
  }

  private SSLContext trust() throws IOException, GeneralSecurityException {
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keyStore());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusted.getTrustManagers(), null);
    return context;
  }

  private KeyStore keyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
      store.load(in, "changeit".toCharArray());
    }
    return store;
  }
}
