package io.xiaoer.simulator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.simulator.clock.RealTimeline;
import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.probe.PushServer.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProbeTest {
  private static final int CHECKS = 35;

  @TempDir private Path folder;

  private record Ended(int code, String out, String err) {
    JsonNode json() {
      return JsonMapper.shared().readTree(out);
    }

    JsonNode check(String id) {
      return json()
          .path("checks")
          .valueStream()
          .filter(check -> check.path("id").asString().equals(id))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no check " + id + " in " + out));
    }

    String outcome(String id) {
      return check(id).path("outcome").asString();
    }

    String detail(String id) {
      return check(id).path("detail").asString();
    }

    List<String> ids(String outcome) {
      return json()
          .path("checks")
          .valueStream()
          .filter(check -> check.path("outcome").asString().equals(outcome))
          .map(check -> check.path("id").asString())
          .toList();
    }
  }

  private static Ended run(Map<String, String> environment, List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        ProbeApplication.commandLine(environment)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    return new Ended(code, out.toString(), err.toString());
  }

  private static List<String> shop(URI url, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                url.toString(),
                "--app-id",
                PushServer.APP_ID,
                "--user-name",
                PushServer.USER_NAME,
                "--token",
                PushServer.TOKEN,
                "--encoding-aes-key",
                PushServer.AES_KEY));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static Ended probe(URI url, String... more) {
    List<String> arguments = shop(url, more);
    arguments.add("--quick");
    return run(Map.of(), arguments);
  }

  private static Target target(URI url) {
    return new Target(
        url,
        PushServer.USER_NAME,
        new Keys(PushServer.APP_ID, PushServer.TOKEN, PushServer.AES_KEY),
        Mode.SECURE,
        Format.JSON);
  }

  /** Below those that a system gives to outgoing connections: one could take it meanwhile. */
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(30_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // The next one, then.
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SECURE, JSON",
    "SECURE, XML",
    "COMPATIBLE, JSON",
    "COMPATIBLE, XML",
    "PLAINTEXT, JSON",
    "PLAINTEXT, XML"
  })
  void aRightServerGetsGo(Mode mode, Format format) throws IOException {
    try (PushServer server = new PushServer(mode, format)) {
      Ended ended =
          probe(
              server.url(),
              "--json",
              "--mode",
              mode.name().toLowerCase(Locale.ROOT),
              "--format",
              format.name().toLowerCase(Locale.ROOT));
      assertThat(ended.ids("fail")).as(ended.out()).isEmpty();
      assertThat(ended.json().path("verdict").asString()).isEqualTo("go");
      assertThat(ended.code()).isZero();
    }
  }

  @Test
  void aRightServerGetsGoForSlowSendersAndHugeBodiesToo() throws IOException {
    try (PushServer server = new PushServer()) {
      Ended ended = run(Map.of(), shop(server.url(), "--json"));
      assertThat(ended.outcome("slow-sender-cut-off")).as(ended.out()).isEqualTo("pass");
      assertThat(ended.outcome("huge-body-cut-off")).as(ended.out()).isEqualTo("pass");
      assertThat(ended.code()).isZero();
    }
  }

  @Test
  void aConnectionThatWaitsForSlowSendersFails() throws Exception {
    try (ServerSocket patient = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        RealTimeline clock = new RealTimeline()) {
      URI url = URI.create("http://127.0.0.1:" + patient.getLocalPort() + "/callback/main");
      try (Line line = new Line(url, Duration.ofSeconds(1))) {
        Session session =
            new Session(
                target(url),
                line,
                new EnvelopeWriter(Chance.from(new SplittableRandom(7))),
                new TestMessages(PushServer.USER_NAME, "o", clock),
                clock);
        Finding finding = SlowSender.check().question().ask(session);
        assertThat(finding.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(finding.detail()).startsWith("a slow head and a slow body kept the connection");
      }
    }
  }

  @Test
  void aReceiverThatAcknowledgesWhateverComesIsToldTheOneCauseAndNotFlattered() throws IOException {
    Path page = folder.resolve("report.html");
    try (PushServer server = new PushServer(Fault.ACKNOWLEDGES_WHATEVER_COMES)) {
      Ended ended = probe(server.url(), "--json", "--report", page.toString());
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.ids("fail")).contains("forged-signature-refused", "no-empty-200");
      for (String id : ended.ids("fail")) {
        if (!id.equals("forged-signature-refused")) {
          assertThat(ended.detail(id)).startsWith("follows from forged-signature-refused");
        }
      }
      assertThat(ended.ids("pass"))
          .containsExactlyInAnyOrder(
              "port-and-redirects", "url-check-exact", "host-with-underscore-taken", "keep-alive");
      assertThat(ended.detail("kind-text-acknowledged")).startsWith("not conclusive");
      assertThat(ended.out()).doesNotContain("DTD");
      assertThat(Files.readString(page)).contains("does not verify signatures: fix this first");
      assertThat(probe(server.url()).out())
          .startsWith("The URL does not verify signatures: fix this first");
    }
  }

  @Test
  void aHostWithAnUnderscoreThatIsRefusedIsAWarning() throws IOException {
    try (PushServer server = new PushServer(Fault.REFUSES_AN_UNDERSCORE_IN_THE_HOST)) {
      Ended ended = probe(server.url(), "--json");
      assertThat(ended.ids("warn")).contains("host-with-underscore-taken");
      assertThat(ended.detail("host-with-underscore-taken")).contains("proxy_set_header Host");
      assertThat(ended.code()).isZero();
    }
  }

  @Test
  void xmlWithControlCharactersThatIsRefusedIsFound() throws IOException {
    try (PushServer server =
        new PushServer(Mode.SECURE, Format.XML, Fault.CHOKES_ON_CONTROL_CHARACTERS)) {
      Ended ended = probe(server.url(), "--json", "--format", "xml");
      assertThat(ended.ids("fail")).containsExactly("control-characters-acknowledged");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "KEEPS_WHATEVER_IS_SIGNED, signature-cut-anew-refused",
    "TELLS_WHY_IT_CANNOT_READ, unreadable-answered-alike",
    "ACKNOWLEDGES_FORGERIES, forged-signature-refused",
    "ACKNOWLEDGES_PLAINTEXT, plaintext-refused",
    "ACKNOWLEDGES_FAILURES_WITH_AN_EMPTY_200, no-empty-200",
    "ACKNOWLEDGES_WHAT_IT_CANNOT_DECRYPT, stale-key-not-acknowledged",
    "IGNORES_THE_APPID, foreign-appid-refused",
    "CHECKS_SIGNATURE_INSTEAD_OF_MSG_SIGNATURE, signature-of-query-only-refused",
    "READS_XML_EXTERNAL_ENTITIES, xml-external-entity-not-read",
    "TAKES_ANY_LENGTH, oversized-not-acknowledged",
    "MATCHES_ONLY_THE_APPIDS_BEGINNING, foreign-appid-refused",
    "VERIFIES_MSG_SIGNATURE_ONLY_WHERE_GIVEN, signature-of-query-only-refused",
    "TRUSTS_THE_ENCRYPT_TYPE_OF_THE_QUERY, plaintext-refused",
    "REDIRECTS, port-and-redirects",
    // Still choking, it fails the check after it as well.
    "CHOKES_ON_MANY_AT_ONCE, concurrency-50"
  })
  void aPlantedFaultIsFoundByItsCheck(Fault fault, String check) throws IOException {
    try (PushServer server = new PushServer(fault)) {
      Ended ended = probe(server.url(), "--json");
      assertThat(ended.outcome(check)).as(ended.out()).isEqualTo("fail");
      assertThat(ended.json().path("verdict").asString()).isEqualTo("no-go");
      assertThat(ended.code()).isEqualTo(1);
      if (fault == Fault.READS_XML_EXTERNAL_ENTITIES) {
        assertThat(ended.detail(check)).contains("the parser fetched");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "QUOTES_THE_ECHOSTR, url-check-exact",
    "ECHOES_WITHOUT_LOOKING, url-check-forged-refused",
    "TAKES_SIX_SECONDS_FOR_A_VOICE, kind-voice-acknowledged",
    "REFUSES_UNKNOWN_EVENTS, unknown-event-acknowledged",
    "REFUSES_UNKNOWN_KINDS, unknown-kind-acknowledged",
    "REFUSES_DUPLICATES, duplicate-acknowledged",
    "ANSWERS_500_TO_A_DUPLICATE, duplicate-acknowledged",
    "ECHOES_WITH_A_NEWLINE, url-check-exact",
    "ECHOES_WITH_A_BYTE_ORDER_MARK, url-check-exact",
    "HANGS_UP_ON_UNKNOWN_EVENTS, unknown-event-acknowledged"
  })
  void aFaultOutsideTheRefusalsFailsItsOwnCheckOnly(Fault fault, String check) throws IOException {
    try (PushServer server = new PushServer(fault)) {
      Ended ended = probe(server.url(), "--json");
      assertThat(ended.ids("fail")).as(ended.out()).containsExactly(check);
      assertThat(ended.json().path("verdict").asString()).isEqualTo("no-go");
      assertThat(ended.code()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"SAYS_SUCCESS_IN_CAPITALS", "SAYS_SUCCESS_IN_JSON", "SAYS_SUCCESS_WITH_STATUS_201"})
  void anAnswerThatOnlyLooksLikeSuccessIsNoAcknowledgement(Fault fault) throws IOException {
    try (PushServer server = new PushServer(fault)) {
      Ended ended = probe(server.url(), "--json");
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.ids("fail"))
          .contains("kind-text-acknowledged", "duplicate-acknowledged", "concurrency-50");
      assertThat(ended.outcome("forged-signature-refused")).isEqualTo("skip");
    }
  }

  @Test
  void aNewlineBehindSuccessIsAWarning() throws IOException {
    try (PushServer server = new PushServer(Fault.ENDS_SUCCESS_WITH_A_NEWLINE)) {
      assertThat(probe(server.url(), "--json").outcome("kind-text-acknowledged")).isEqualTo("warn");
    }
  }

  @Test
  void aServerThatNeverAnswersIsNotAskedForEver() throws Exception {
    try (PushServer server = new PushServer(Fault.NEVER_ANSWERS_A_PUSH);
        RealTimeline clock = new RealTimeline()) {
      Map<String, Finding> findings = new HashMap<>();
      Result result =
          new Probe(
                  target(server.url()),
                  clock,
                  Duration.ofMillis(200),
                  true,
                  ApiAccess.notAsked(),
                  Recovery.notAsked(),
                  7)
              .run((number, of, each) -> findings.put(each.check().id(), each.finding()));
      assertThat(result.go()).isFalse();
      assertThat(findings)
          .hasEntrySatisfying(
              "kind-text-acknowledged",
              finding -> assertThat(finding.detail()).startsWith("no answer within 200 ms"))
          .containsEntry("kind-voice-acknowledged", Finding.fail(Session.NOT_ASKED))
          .containsEntry("concurrency-50", Finding.fail(Session.NOT_ASKED))
          .containsEntry("forged-signature-refused", Finding.skip(Session.NOT_ASKED));
    }
  }

  @Test
  void aUrlThatRefusesEverythingEarnsNothingByIt() throws IOException {
    try (PushServer server = new PushServer(Fault.REFUSES_EVERYTHING)) {
      Ended ended = probe(server.url(), "--json");
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.outcome("kind-text-acknowledged")).isEqualTo("fail");
      assertThat(ended.outcome("forged-signature-refused")).isEqualTo("skip");
      assertThat(ended.outcome("no-empty-200")).isEqualTo("skip");
    }
  }

  @Test
  void theAgeOfACertificateAndItsFaultsAreToldInWords() {
    Instant now = Instant.parse("2026-11-23T08:00:00Z");
    assertThat(Reach.validity(now.plus(Duration.ofDays(60)), now).outcome())
        .isEqualTo(Outcome.PASS);
    assertThat(Reach.validity(now.plus(Duration.ofDays(13)), now))
        .isEqualTo(
            Finding.warn(
                "chain and host name are right, 13 days left: renew it, and let a machine remember"
                    + " the next time"));
    assertThat(Reach.reason(new SSLException("PKIX path building failed: x")))
        .isEqualTo("the certificate's chain leads to no known authority");
    assertThat(Reach.reason(new SSLException("No subject alternative DNS name matching a found")))
        .isEqualTo("the certificate is for another host name");
  }

  @Test
  void anOutageIsWatchedFromTheStopToTheAcknowledgement() throws Exception {
    int port = freePort();
    PushServer before = new PushServer(port, Mode.SECURE, Format.JSON);
    List<PushServer> after = new ArrayList<>();
    try (RealTimeline clock = new RealTimeline()) {
      Consumer<String> operator =
          request -> {
            if (request.startsWith("stop")) {
              before.close();
            } else {
              after.add(PushServer.startedAt(port));
            }
          };
      Probe probe =
          new Probe(
              target(before.url()),
              clock,
              Duration.ofSeconds(5),
              true,
              ApiAccess.notAsked(),
              Recovery.duringAnOutage(operator),
              7);
      Result result = probe.run((number, of, each) -> {});
      assertThat(result.checks().getLast().finding().detail()).contains("s into the outage");
      assertThat(result.checks().getLast().outcome()).isEqualTo(Outcome.PASS);
      assertThat(result.go()).isTrue();
    } finally {
      before.close();
      after.forEach(PushServer::close);
    }
  }

  @Test
  void connectionsThatCloseAreAWarningOnly() throws IOException {
    try (PushServer server = new PushServer(Fault.CLOSES_EVERY_CONNECTION)) {
      Ended ended = probe(server.url(), "--json");
      assertThat(ended.ids("warn")).contains("keep-alive");
      assertThat(ended.code()).isZero();
    }
  }

  @Test
  void theJsonHasTheContractsFieldsAndNothingElseIsOnStandardOutput() throws IOException {
    try (PushServer server = new PushServer()) {
      Ended ended = probe(server.url(), "--json");
      assertThat(ended.out().lines()).hasSize(1);
      assertThat(ended.json().propertyNames()).containsExactly("verdict", "checks");
      for (JsonNode check : ended.json().path("checks")) {
        assertThat(check.propertyNames())
            .containsExactly("id", "title", "outcome", "detail", "source");
        assertThat(check.path("outcome").asString()).isIn("pass", "fail", "warn", "skip");
        assertThat(check.path("source").asString()).startsWith("https://developers.weixin.qq.com/");
        assertThat(check.path("detail").asString()).isNotBlank();
      }
      assertThat(ended.json().path("checks").valueStream().map(c -> c.path("id").asString()))
          .doesNotHaveDuplicates()
          .contains(
              "kind-text-acknowledged", "kind-order-share-acknowledged", "latency", "keep-alive")
          .hasSize(CHECKS);
    }
  }

  @Test
  void itSaysWhatItWillStoreAndWhereBeforeItAsks() throws IOException {
    try (PushServer server = new PushServer()) {
      Ended ended = probe(server.url());
      assertThat(ended.err().lines().findFirst().orElse(""))
          .contains("127.0.0.1:" + server.url().getPort(), "test messages", "oXiaoerProbe_");
      assertThat(ended.err().lines().count()).isEqualTo(1 + CHECKS);
      assertThat(ended.out()).contains("pass  url-check-exact", "GO  ", "0 failed");
    }
  }

  @Test
  void nothingThatListensIsExitCode2AndOneLine() throws IOException {
    Ended ended = probe(URI.create("http://127.0.0.1:" + freePort() + "/callback/main"), "--json");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err()).contains("nothing answers at 127.0.0.1:");
  }

  @Test
  void noOtherMachineIsContactedWithoutYes() throws IOException {
    // 0.0.0.0 reaches this machine, but it is no loopback address: a visitor would be seen here.
    try (PushServer server = new PushServer()) {
      for (String host : List.of("0.0.0.0", "no-such-host.invalid", "10.0.0.1", "[2001:db8::1]")) {
        Ended ended =
            probe(URI.create("http://" + host + ":" + server.url().getPort() + "/callback/main"));
        assertThat(ended.code()).as(host).isEqualTo(2);
        assertThat(ended.err().lines()).as(host).hasSize(1);
        assertThat(ended.err()).as(host).contains(host, "--yes");
      }
      assertThat(server.requests).hasValue(0);
    }
  }

  @Test
  void wrongUsageIsOneLineThatNamesTheOptionAndNoSecret() {
    URI url = URI.create("http://127.0.0.1:9/callback/main");
    String shortKey = PushServer.AES_KEY.substring(1);
    record Case(List<String> arguments, String expected) {}
    for (Case each :
        List.of(
            new Case(List.of(), "URL: missing"),
            new Case(List.of(url.toString()), "--app-id: missing"),
            new Case(shop(URI.create("ftp://127.0.0.1/")), "URL: expected http://"),
            new Case(shop(URI.create("localhost")), "URL: expected http://"),
            new Case(shop(url, "--mode", "safe"), "--mode: expected secure, compatible, plaintext"),
            new Case(shop(url, "--format", "yaml"), "--format: expected json, xml"),
            new Case(shop(url, "--tokens=" + PushServer.TOKEN), "unknown option --tokens"),
            new Case(shop(url, PushServer.TOKEN), "more than one URL"),
            new Case(shop(url, "--report"), "--report: a value is missing"),
            new Case(
                shop(url, "--app-secret", "s", "--api-base-url", "api.weixin.qq.com"),
                "--api-base-url: expected http://"),
            new Case(
                shop(url, "--app-secret", "s", "--send-path", "sendmsg?x"),
                "--send-path: expected a path such as /channels/ec/commkf/sendmsg"),
            new Case(shop(url, "--report", "/nowhere/at/all.html"), "--report: /nowhere/at/all"),
            new Case(
                List.of(
                    url.toString(),
                    "--app-id=wx1",
                    "--token=" + PushServer.TOKEN,
                    "--encoding-aes-key",
                    shortKey),
                "--encoding-aes-key: 42 characters (expected: 43)"))) {
      Ended ended = run(Map.of(), each.arguments());
      assertThat(ended.code()).as(each.expected()).isEqualTo(2);
      assertThat(ended.err().lines()).as(each.expected()).hasSize(1);
      assertThat(ended.err())
          .contains(each.expected())
          .doesNotContain(PushServer.TOKEN, PushServer.AES_KEY, shortKey);
      assertThat(ended.out()).isEmpty();
    }
  }

  @Test
  void helpEndsWell() {
    Ended ended = run(Map.of(), List.of("--help"));
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("--app-id", "--encoding-aes-key", "--report", "--yes", "Exit code");
  }

  @Test
  void theReportIsOnePageThatNeedsNothingElse() throws IOException {
    Path page = folder.resolve("report.html");
    try (PushServer server = new PushServer(Fault.QUOTES_THE_ECHOSTR)) {
      probe(server.url(), "--report", page.toString());
      assertThat(Files.readString(page))
          .contains(
              ">No-go<",
              server.url().toString(),
              "&quot;4375120948345356249&quot;",
              "(Asia/Shanghai)",
              "prefers-color-scheme: dark")
          .doesNotContain("{{", "<script", "<link", "src=", "@import", "url(");
    }
  }

  @Test
  void theReportOfAGoClaimsNothingThatWasNotAsked() throws IOException {
    Path page = folder.resolve("report.html");
    try (PushServer server = new PushServer()) {
      Ended ended = probe(server.url(), "--json", "--report", page.toString());
      assertThat(ended.ids("skip"))
          .containsExactlyInAnyOrder(
              "tls-certificate",
              "retry-recovery",
              "huge-body-cut-off",
              "slow-sender-cut-off",
              "api-token-given",
              "api-send-path");
      assertThat(Files.readString(page))
          .contains(">Go<", "No check failed, 6 not asked: their details say why.")
          .contains("look in the desk whether the test messages are there");
    }
  }

  @Test
  void secretsAreNeverPrintedEvenWhenTheServerRepeatsThem() throws IOException {
    Path page = folder.resolve("report.html");
    try (PushServer server =
        new PushServer(Fault.REPEATS_ITS_SECRETS, Fault.REFUSES_UNKNOWN_EVENTS)) {
      Ended ended = probe(server.url(), "--json", "--report", page.toString());
      assertThat(ended.detail("unknown-event-acknowledged")).contains("[token] [key]");
      assertThat(ended.out() + ended.err() + Files.readString(page))
          .doesNotContain(PushServer.TOKEN, PushServer.AES_KEY);
    }
  }

  @Test
  void secretsAreTakenFromTheEnvironmentToo() throws IOException {
    try (PushServer server = new PushServer()) {
      Ended ended =
          run(
              Map.of(
                  "XIAOER_PROBE_TOKEN",
                  PushServer.TOKEN,
                  "XIAOER_PROBE_ENCODING_AES_KEY",
                  PushServer.AES_KEY),
              List.of(
                  server.url().toString(),
                  "--app-id",
                  PushServer.APP_ID,
                  "--user-name",
                  PushServer.USER_NAME));
      assertThat(ended.code()).isZero();
    }
  }

  @Test
  void theQuantileIsTheSmallestThatSoManyDidNotExceed() {
    List<Duration> took = List.of(Duration.ofMillis(3), Duration.ofMillis(1), Duration.ofMillis(2));
    assertThat(Load.quantile(took, 0.5)).isEqualTo(Duration.ofMillis(2));
    assertThat(Load.quantile(took, 0.99)).isEqualTo(Duration.ofMillis(3));
    assertThat(Load.quantile(took, 0)).isEqualTo(Duration.ofMillis(1));
  }
}
