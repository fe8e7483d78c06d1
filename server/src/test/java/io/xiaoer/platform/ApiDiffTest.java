package io.xiaoer.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.log.LogEntry;
import io.xiaoer.platform.ApiDiff.Change;
import io.xiaoer.sdk.event.Format;
import io.xiaoer.shop.ShopId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiDiffTest {
  private static final Instant RECEIVED = Instant.parse("2026-11-30T10:00:00Z");
  private static final String SEND = "/channels/ec/commkf/sendmsg";

  @Test
  void theChangesOfWhatIsCalledHereComeFirst() {
    ApiDiff diff =
        of(
            """
            {"Event":"api_diff","changelog_url":"https://developers.weixin.qq.com/log",
             "change_time":"1764468000","api_changes":[
               {"chinese_name":"取号","cgi_path":"/channels/ec/logistics/create",
                "doc_url":"https://evil.example/","change_content":"a"},
               {"chinese_name":"发送","cgi_path":"%s",
                "doc_url":"https://developers.weixin.qq.com/send","change_content":"b"}]}
            """
                .formatted(SEND));
    assertThat(diff.at()).isEqualTo(Instant.ofEpochSecond(1_764_468_000L));
    assertThat(diff.changes())
        .extracting(Change::path)
        .containsExactly(SEND, "/channels/ec/logistics/create");
    assertThat(diff.changes()).extracting(Change::ours).containsExactly(true, false);
    assertThat(diff.changes())
        .extracting(Change::docUrl)
        .containsExactly("https://developers.weixin.qq.com/send", "");
    assertThat(diff.changes())
        .extracting(Change::changelogUrl)
        .containsOnly("https://developers.weixin.qq.com/log");
  }

  @Test
  void aChangeIsTheSameHoweverOftenAndToWhomeverItIsTold() {
    String text =
        "{\"ToUserName\":\"%s\",\"change_time\":%s,\"api_changes\":[{\"cgi_path\":\""
            + SEND
            + "\"}]}";
    assertThat(digests(text.formatted("gh_a", "\"1764468000\"")))
        .isEqualTo(digests(text.formatted("gh_b", "1764468000")))
        .isNotEqualTo(digests(text.formatted("gh_a", "1764468001")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Event\":\"api_diff\"}",
        "{\"Event\":\"api_diff\",\"api_changes\":null}",
        "{\"Event\":\"api_diff\",\"api_changes\":[]}",
        "{\"Event\":\"api_diff\",\"api_changes\":[1,\"a\",[]]}",
        "{\"Event\":\"api_diff\",\"api_changes\":\"all\"}",
        "{\"Event\":\"api_diff\",",
        "{\"change_time\":\"soon\"}"
      })
  void anEventThatNamesNoChangeIsOneThatSomebodyHasToLookAt(String text) {
    ApiDiff diff = of(text);
    assertThat(diff.at()).isEqualTo(RECEIVED);
    assertThat(diff.changes())
        .singleElement()
        .matches(Change::ours)
        .matches(one -> one.path().isEmpty());
  }

  @Test
  void fieldsOfOtherTypesAreReadAsWellAsTheyCanBe() {
    ApiDiff diff =
        of(
            "{\"api_changes\":{\"chinese_name\":7,\"cgi_path\":\"commkf\",\"doc_url\":{},\"change_content\":null}}");
    assertThat(diff.changes())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.name()).isEqualTo("7");
          assertThat(one.ours()).isTrue();
          assertThat(one.content()).isEmpty();
        });
  }

  @Test
  void whatConcernsThisServerIsNotLostBehindAFloodOfOthers() {
    String others =
        IntStream.range(0, 3 * ApiDiff.CHANGES_MAX)
            .mapToObj("{\"cgi_path\":\"/channels/ec/other/%s\"},"::formatted)
            .collect(Collectors.joining());
    ApiDiff diff = of("{\"api_changes\":[" + others + "{\"cgi_path\":\"" + SEND + "\"}]}");
    assertThat(diff.changes()).hasSize(ApiDiff.CHANGES_MAX);
    assertThat(diff.changes().getFirst().path()).isEqualTo(SEND);
  }

  @Test
  void ofXmlThePathsAreEnough() {
    ApiDiff diff =
        of(
            "<xml><Event>api_diff</Event><change_time>1764468000</change_time><api_changes>"
                + "<cgi_path>/channels/ec/order/get</cgi_path></api_changes></xml>",
            Format.XML);
    assertThat(diff.changes())
        .singleElement()
        .matches(Change::ours)
        .matches(one -> one.path().equals("/channels/ec/order/get"));
  }

  private static List<String> digests(String text) {
    return of(text).changes().stream().map(Change::digest).toList();
  }

  private static ApiDiff of(String text) {
    return of(text, Format.JSON);
  }

  private static ApiDiff of(String text, Format format) {
    return ApiDiff.of(
        new LogEntry(
            1,
            new ShopId("main"),
            "api_diff",
            "",
            null,
            null,
            RECEIVED,
            format,
            text.getBytes(StandardCharsets.UTF_8)));
  }
}
