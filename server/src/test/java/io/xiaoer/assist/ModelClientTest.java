package io.xiaoer.assist;

import static io.xiaoer.assist.ScriptedModel.delta;
import static io.xiaoer.assist.ScriptedModel.event;
import static io.xiaoer.assist.ScriptedModel.finished;
import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.assist.ScriptedModel.Script;
import io.xiaoer.outbound.AddressGuard;
import io.xiaoer.outbound.StreamedCalls;
import io.xiaoer.outbound.StreamedCalls.Limits;
import io.xiaoer.sdk.api.AddressBlock;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a model's host can answer, or not. */
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class ModelClientTest {
  private static final String KEY = "sk-0123456789abcdef";
  private static final List<Said> HELLO = List.of(new Said(Said.Role.USER, "你好"));

  /** Shorter than those of the server, in the same proportion. */
  private static final Limits LIMITS =
      new Limits(Duration.ofMillis(700), Duration.ofMillis(2_000), 64 << 10);

  private static ScriptedModel host;
  private static StreamedCalls calls;
  private static ModelClient client;

  @BeforeAll
  static void start() throws Exception {
    host = ScriptedModel.start();
    calls =
        new StreamedCalls(
            new AddressGuard(List.of(AddressBlock.parse("127.0.0.1/32").orElseThrow())));
    client = new ModelClient(calls, LIMITS);
  }

  @AfterAll
  static void stop() throws Exception {
    host.close();
    calls.close();
  }

  @AfterEach
  void forget() {
    host.forget();
  }

  private static Completion ask(List<String> into) {
    Model model = new Model(URI.create(host.baseUrl()), "test-model", KEY);
    return client.ask(
        model,
        HELLO,
        100,
        piece -> {
          into.add(piece);
          return true;
        });
  }

  private static ModelClient.Counted askAndCount() {
    return client.askAndCount(
        new Model(URI.create(host.baseUrl()), "test-model", KEY), HELLO, 100, _ -> true);
  }

  @Test
  void tokensAreCountedWhereTheHostCountsThem() {
    host.plays(ScriptedModel.countedStreamOf(_ -> List.of("在", "的"), 12, 3));
    ModelClient.Counted counted = askAndCount();
    assertThat(counted.completion()).isInstanceOf(Completion.Whole.class);
    assertThat(counted.usage()).isEqualTo(new Usage(12, 3));

    host.plays(ScriptedModel.stream("在的"));
    ModelClient.Counted silent = askAndCount();
    assertThat(silent.completion()).isInstanceOf(Completion.Whole.class);
    assertThat(silent.usage()).isNull();

    host.plays((asked, out, ends) -> {
      if (asked.json().has("stream_options")) {
        ScriptedModel.says("400 Bad Request", "application/json", "{\"error\":\"stream_options?\"}")
            .play(asked, out, ends);
      } else {
        ScriptedModel.stream("在的").play(asked, out, ends);
      }
    });
    ModelClient.Counted old = askAndCount();
    assertThat(old.completion()).isInstanceOf(Completion.Whole.class);
    assertThat(old.usage()).isNull();
  }

  @Test
  void anAnswerComesInPiecesAndAsAWhole() {
    host.plays(ScriptedModel.stream("亲，", "在的", "哦。"));
    List<String> pieces = new ArrayList<>();
    assertThat(ask(pieces))
        .isInstanceOfSatisfying(
            Completion.Whole.class, whole -> assertThat(whole.text()).isEqualTo("亲，在的哦。"));
    assertThat(pieces).containsExactly("亲，", "在的", "哦。");
    ScriptedModel.Asked asked = host.asked().getFirst();
    assertThat(asked.head())
        .startsWith("POST /v1/chat/completions HTTP/1.1\r\n")
        .contains("Authorization: Bearer " + KEY + "\r\n");
    assertThat(asked.json().path("model").asString()).isEqualTo("test-model");
    assertThat(asked.json().path("stream").asBoolean()).isTrue();
    assertThat(asked.json().path("max_tokens").asInt()).isEqualTo(100);
    assertThat(asked.told()).isEqualTo("你好\n");
  }

  @Test
  void whatAModelThinksIsNotSaid() {
    host.plays(ScriptedModel.stream("<th", "ink>顾客问", "</thi", "nk>\n\n在", "的"));
    List<String> pieces = new ArrayList<>();
    assertThat(ask(pieces))
        .isInstanceOfSatisfying(
            Completion.Whole.class, whole -> assertThat(whole.text()).isEqualTo("在的"));
    host.plays(
        ScriptedModel.breaksOffAfter(
            event(delta("reasoning_content", "顾客问"))
                + event(delta("content", "在"))
                + "data: [DONE]\n\n"));
    assertThat(ask(pieces))
        .isInstanceOfSatisfying(
            Completion.Whole.class, whole -> assertThat(whole.text()).isEqualTo("在"));
  }

  @Test
  void whoListensCanStopIt() {
    host.plays(ScriptedModel.endless("好", 5));
    Model model = new Model(URI.create(host.baseUrl()), "test-model", null);
    List<String> pieces = new ArrayList<>();
    Completion completion =
        client.ask(
            model,
            HELLO,
            100,
            piece -> {
              pieces.add(piece);
              return pieces.size() < 3;
            });
    assertThat(completion).isEqualTo(new Completion.Stopped());
    assertThat(pieces).hasSize(3);
    assertThat(host.asked().getFirst().head()).doesNotContain("Authorization");
  }

  static Stream<Arguments> failures() {
    String begun = event(delta("content", "亲"));
    return Stream.of(
        Arguments.of(
            Failure.NOT_A_STREAM, ScriptedModel.says("200 OK", "text/html", "<html>请登录</html>")),
        Arguments.of(
            Failure.NOT_A_STREAM,
            ScriptedModel.says("200 OK", "application/json", "{\"choices\":[]}")),
        Arguments.of(
            Failure.UNAUTHORIZED,
            ScriptedModel.says(
                "401 Unauthorized", "application/json", "{\"error\":\"" + KEY + "\"}")),
        Arguments.of(
            Failure.THROTTLED,
            ScriptedModel.says("429 Too Many Requests", "text/plain", "slow down")),
        Arguments.of(
            Failure.THROTTLED, ScriptedModel.says("402 Payment Required", "text/plain", "pay")),
        Arguments.of(
            Failure.REFUSED, ScriptedModel.says("500 Internal Server Error", "text/plain", "oh")),
        Arguments.of(Failure.REFUSED, ScriptedModel.says("302 Found", "text/plain", "elsewhere")),
        Arguments.of(
            Failure.REFUSED,
            ScriptedModel.breaksOffAfter("data: {\"error\":{\"message\":\"no such model\"}}\n\n")),
        Arguments.of(Failure.REFUSED, ScriptedModel.breaksOffAfter("data: {not json\n\n")),
        Arguments.of(Failure.CUT, ScriptedModel.breaksOffAfter(begun)),
        Arguments.of(Failure.CUT, ScriptedModel.breaksOffAfter("")),
        Arguments.of(Failure.SLOW, ScriptedModel.silence()),
        Arguments.of(Failure.SLOW, ScriptedModel.hangsAfter("")),
        Arguments.of(
            Failure.SLOW,
            ScriptedModel.hangsAfter(": ping\n\n" + event(delta("role", "assistant")))),
        Arguments.of(Failure.ENDLESS, ScriptedModel.hangsAfter(begun)),
        Arguments.of(Failure.ENDLESS, ScriptedModel.endless("好", 20)),
        Arguments.of(Failure.TOO_LARGE, ScriptedModel.endless("好".repeat(500), 0)),
        Arguments.of(
            Failure.TOO_LARGE,
            ScriptedModel.hangsAfter((": " + "x".repeat(98) + "\n").repeat(700))),
        Arguments.of(Failure.TOO_LARGE, ScriptedModel.hangsAfter("data: " + "x".repeat(70_000))),
        Arguments.of(Failure.EMPTY, ScriptedModel.breaksOffAfter("data: [DONE]\n\n")),
        Arguments.of(Failure.EMPTY, ScriptedModel.stream("<think>我想想")),
        Arguments.of(
            Failure.FILTERED,
            ScriptedModel.breaksOffAfter(begun + event(finished("content_filter")))));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whateverElseTheHostDoesIsAFailureInTime(Failure why, Script script) {
    host.plays(script);
    long began = System.nanoTime();
    Completion completion = ask(new ArrayList<>());
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertThat(completion)
        .isInstanceOfSatisfying(
            Completion.Failed.class,
            failed -> {
              assertThat(failed.why()).isEqualTo(why);
              assertThat(failed.detail()).doesNotContain(KEY);
            });
    assertThat(took).as("%s", took).isLessThan(LIMITS.total().plusSeconds(3));
  }

  @Test
  void nobodyAtTheAddressIsAFailureToo() {
    Model model = new Model(URI.create("http://127.0.0.1:9/v1"), "test-model", null);
    assertThat(client.ask(model, HELLO, 100, _ -> true))
        .isInstanceOfSatisfying(
            Completion.Failed.class,
            failed -> assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE));
  }

  @Test
  void anAddressThatIsNotAllowedIsNotCalled() throws Exception {
    try (StreamedCalls strict = new StreamedCalls(new AddressGuard(List.of()))) {
      Model model = new Model(URI.create(host.baseUrl()), "test-model", KEY);
      assertThat(new ModelClient(strict, LIMITS).ask(model, HELLO, 100, _ -> true))
          .isEqualTo(new Completion.Failed(Failure.FORBIDDEN_ADDRESS, 0, "forbidden_address"));
    }
    assertThat(host.asked()).isEmpty();
  }

  @Test
  void anAddressMayBePastedWithWhatIsCalled() {
    assertThat(Model.base(" https://api.deepseek.com/v1/ "))
        .isEqualTo("https://api.deepseek.com/v1");
    assertThat(Model.base("https://x.test/v1/chat/completions")).isEqualTo("https://x.test/v1");
    assertThat(new Model(URI.create("https://x.test/v1"), "m", null).completions())
        .hasToString("https://x.test/v1/chat/completions");
  }
}
