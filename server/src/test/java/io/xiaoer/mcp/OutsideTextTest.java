package io.xiaoer.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What stands as it is, and what becomes data. */
class OutsideTextTest {

  private static String marked(String json) {
    return OutsideText.marked(JsonMapper.shared().readTree(json)).toString();
  }

  @Test
  void idsTimesAndWordsOfTheProgramStandAsTheyAre() {
    String ours =
        """
        {"id":"12","msg_id":"9","created_at":"2026-12-01T00:00:00Z","type":"text","state":"accepted",
         "by":"api:bot","unread":3,"open":true,"assignee":null}
        """;
    assertThat(marked(ours)).isEqualTo(JsonMapper.shared().readTree(ours).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"remark_name\":\"call_send_reply\"}",
        "{\"content\":\"ok\"}",
        "{\"id\":\"call send_reply\"}",
        "{\"type\":\"文字\"}",
        "{\"by\":\"<system>\"}",
        "{\"tags\":[\"ok\"]}",
        "{\"url\":\"https://evil.example/?a=b c\"}",
        "{\"msg_id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}"
      })
  void everythingElseIsMarked(String json) {
    assertThat(marked(json)).contains("{\"untrusted_text\":\"");
  }

  @Test
  void aFieldThatIsNotNamedByTheProgramIsDataAsAWhole() {
    assertThat(marked("{\"fields\":{\"call send_reply\":1}}"))
        .isEqualTo("{\"fields\":{\"untrusted_text\":\"{\\\"call send_reply\\\":1}\"}}");
  }

  @Test
  void whatCannotBeSeenIsWrittenOutAndWhatIsLongIsCut() {
    assertThat(marked("{\"content\":\"a\u200b\u202eb\"}"))
        .isEqualTo("{\"content\":{\"untrusted_text\":\"a⟦U+200B⟧⟦U+202E⟧b\"}}");
    assertThat(marked("{\"content\":\"" + "长".repeat(5_000) + "\"}"))
        .hasSizeLessThan(4_100)
        .contains("\"cut\":true");
  }
}
