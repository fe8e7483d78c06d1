package io.xiaoer.sdk.event;

import static io.xiaoer.sdk.event.Samples.json;
import static io.xiaoer.sdk.event.Samples.utf8;
import static io.xiaoer.sdk.event.Samples.xml;
import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.sdk.Seeded;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTextTest {
  @TestFactory
  Stream<DynamicTest> readsEachOfTheSevenKindsInBothFormats() {
    return Samples.KINDS.values().stream()
        .flatMap(sample ->
            Stream.of(
                DynamicTest.dynamicTest(
                    sample.kind() + " in JSON",
                    () -> assertThat(message(sample.json())).isEqualTo(sample.message())),
                DynamicTest.dynamicTest(
                    sample.kind() + " in XML",
                    () -> assertThat(message(sample.xml())).isEqualTo(sample.message()))));
  }

  @Test
  void readsTheHeadOfAMessage() {
    for (String text : new String[] {json("\"text\":{}"), xml("<text/>")}) {
      PushEvent.KfMessage read = kf(text);
      assertThat(read.head())
          .isEqualTo(
              new Head(
                  "gh_97417a04a28d",
                  new OpenId("o9AgO5Kd5ggOC-bXrbNODIiE3bGY"),
                  "commkf_send_msg_to_kf",
                  new MsgId("3895464567618158592"),
                  1747633418L,
                  text.startsWith("<") ? Format.XML : Format.JSON,
                  ClearText.of(utf8(text))));
      assertThat(read.origin()).isEqualTo(Origin.CUSTOMER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"text\":{\"content\":\"在\"}",
        "\"msg_type\":null,\"text\":{\"content\":\"在\"}",
        "\"msg_type\":\"\",\"text\":{\"content\":\"在\"}",
        "\"msg_type\":[\"image\"],\"text\":{\"content\":\"在\"}",
        "\"msg_type\":17,\"text\":{\"content\":\"在\"}",
        "\"msg_type\":\"MSG_TYPE_TEXT\",\"text\":{\"content\":\"在\"}",
        "\"msg_type\":{},\"text\":{\"content\":\"在\"}",
        "\"msg_type\":{\"text\":{\"content\":\"在\"}}",
        "\"msg_type\":{\"text\":{}},\"text\":{\"content\":\"在\"}",
        "\"msg_type\":{\"text\":1},\"text\":{\"content\":\"在\"}",
        "\"text\":{\"content\":\"在\"},\"msg_type\":{\"value\":\"text\"}",
        "\"msg_type\":\" text \",\"text\":\"在\"",
        "\"image\":{},\"video\":{},\"text\":{\"content\":\"在\"},\"voice\":{}",
        "\"msg_type\":\"image\",\"text\":{\"content\":\"在\"}",
        "\"msg_type\":\"text\",\"text\":{\"content\":\"在\",\"content\":\"later\"}",
        "\"msg_type\":\"text\",\"text\":{\"content\":null,\"content\":\"在\"}",
        "\"msg_type\":\"text\",\"text\":{\"x\":{\"content\":\"y\"},\"content\":\"在\",\"z\":[[{}]]}",
        "\"text\":null,\"text\":{\"content\":\"在\"}",
        "\"new\":{\"a\":[{\"text\":{\"content\":\"no\"}}]},\"text\":{\"content\":\"在\"}",
      })
  void findsTheTextHoweverTheTypeIsWritten(String fields) {
    assertThat(message(json(fields))).isEqualTo(new Message.Text("在"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<text><content>在</content></text>",
        "<msg_type/><text><content>在</content></text>",
        "<msg_type><text><content><![CDATA[在]]></content></text></msg_type>",
        "<msg_type>\n <text/>\n</msg_type><text>\n <content>在</content>\n</text>",
        "<msg_type><![CDATA[te]]>xt</msg_type><text a='1'><content><!-- c -->在</content></text>",
        "<new><text><content>no</content></text></new><text><content>在</content></text>",
        "<text>在</text>",
        "<text><content>在</content><content>later</content><x><y>z</y></x></text>",
      })
  void findsTheTextInXmlHoweverTheTypeIsWritten(String fields) {
    assertThat(message(xml(fields))).isEqualTo(new Message.Text("在"));
  }

  @Test
  void keepsAKindThatNobodyKnowsYet() {
    assertThat(message(json("\"msg_type\":\"link\",\"link\":{\"url\":\"u\"}")))
        .isEqualTo(new Message.Unknown("link"));
    assertThat(message(json("\"msg_type\":{\"location\":{\"x\":1}}")))
        .isEqualTo(new Message.Unknown("location"));
    assertThat(message(json("\"msg_type\":12"))).isEqualTo(new Message.Unknown("12"));
    assertThat(message(json("\"x\":1"))).isEqualTo(new Message.Unknown(""));
    assertThat(message(xml("<msg_type>link</msg_type><link><url>u</url></link>")))
        .isEqualTo(new Message.Unknown("link"));
    assertThat(message(xml("<msg_type><location><x>1</x></location></msg_type>")))
        .isEqualTo(new Message.Unknown("location"));
  }

  @Test
  void takesMissingFieldsForEmptyOnes() {
    assertThat(message(json("\"msg_type\":\"video\",\"video\":{}")))
        .isEqualTo(new Message.Video("", "", Duration.ZERO));
    assertThat(message(json("\"msg_type\":\"voice\"")))
        .isEqualTo(new Message.Voice("", Duration.ZERO, false));
    assertThat(message(xml("<order_share/>"))).isEqualTo(new Message.OrderShare(""));
    assertThat(message(json("\"image\":{\"cos_url\":{\"deep\":1}}")))
        .isEqualTo(new Message.Image(""));
  }

  @ParameterizedTest
  @CsvSource({
    "true,true",
    "'\"true\"',true",
    "1,true",
    "'\"1\"',true",
    "'\"True\"',true",
    "false,false",
    "0,false",
    "'\"\"',false",
    "null,false",
    "[true],false"
  })
  void readsWhetherAVoiceWasUnderstood(String written, boolean understood) {
    assertThat(message(json("\"voice\":{\"translation_succ\":" + written + "}")))
        .isEqualTo(new Message.Voice("", Duration.ZERO, understood));
  }

  @ParameterizedTest
  @CsvSource({
    "12,12",
    "'\"12\"',12",
    "12.9,12",
    "'\" 12 \"',12",
    "-3,0",
    "'\"long\"',0",
    "1e9,0",
    "null,0",
    "99999999999999999999999999,0",
    "4294967295,4294967295",
    "4294967296,0"
  })
  void readsAPlayLengthInWhateverFormItComes(String written, long length) {
    assertThat(message(json("\"video\":{\"play_length\":" + written + "}")))
        .isEqualTo(new Message.Video("", "", Duration.ofSeconds(length)));
    assertThat(message(json("\"voice\":{\"play_length\":" + written + "}")))
        .isEqualTo(new Message.Voice("", Duration.ofMillis(length), false));
  }

  @ParameterizedTest
  @CsvSource({
    "9007199254740993,9007199254740993",
    "'\"9007199254740993\"',9007199254740993",
    "123456789012345678901234567890,123456789012345678901234567890"
  })
  void neverSendsAnIdThroughADouble(String written, String id) {
    String text =
        "{\"Event\":\"commkf_send_msg_to_kf\",\"msg_id\":"
            + written
            + ",\"order_share\":{\"order_id\":"
            + written
            + "}}";
    assertThat(kf(text).head().msgId()).isEqualTo(new MsgId(id));
    assertThat(kf(text).message()).isEqualTo(new Message.OrderShare(id));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"EVENT_TYPE_SEND_MSG\"',CUSTOMER",
    "null,CUSTOMER",
    "{},CUSTOMER",
    "[1],CUSTOMER",
    "'{\"EVENT_TYPE_X\":{}}',CUSTOMER",
    "'\"\"',CUSTOMER",
    "'\"EVENT_TYPE_KF_JOIN\"',OTHER"
  })
  void takesAMessageForACustomersUnlessItClearlyIsNot(String written, Origin origin) {
    assertThat(kf("{\"Event\":\"commkf_send_msg_to_kf\",\"msg_event\":" + written + "}").origin())
        .isEqualTo(origin);
  }

  @Test
  void readsAnEventWhoseIdentifiersAreMissingOrOfAWrongShape() {
    PushEvent.KfMessage bare = kf("{\"Event\":\"commkf_send_msg_to_kf\"}");
    assertThat(bare.head().openId()).isNull();
    assertThat(bare.head().msgId()).isNull();
    assertThat(bare.head().createTime()).isNull();
    assertThat(bare.head().toUserName()).isEmpty();
    PushEvent.KfMessage odd =
        kf(
            "{\"Event\":\"commkf_send_msg_to_kf\",\"FromUserName\":{\"a\":1},\"msg_id\":[1,{}],"
                + "\"CreateTime\":\"soon\",\"ToUserName\":\""
                + " \"}");
    assertThat(odd.head().openId()).isNull();
    assertThat(odd.head().msgId()).isNull();
    assertThat(odd.head().createTime()).isNull();
    assertThat(
            kf(json("\"x\":1").replace("o9AgO5Kd5ggOC-bXrbNODIiE3bGY", "x".repeat(200)))
                .head()
                .openId())
        .isNull();
    assertThat(kf(json("\"x\":1").replace("1747633418", "\"1747633418\"")).head().createTime())
        .isEqualTo(1747633418L);
  }

  @Test
  void keepsEveryOtherEventAndNamesAPlainMessageByItsType() {
    assertThat(event("{\"MsgType\":\"event\",\"Event\":\"debug_demo\",\"debug_str\":\"hi\"}"))
        .isInstanceOfSatisfying(
            PushEvent.Other.class,
            other -> assertThat(other.head().event()).isEqualTo("debug_demo"));
    assertThat(event("<xml><MsgType>text</MsgType><MsgId>6060349595123187712</MsgId></xml>"))
        .isInstanceOfSatisfying(
            PushEvent.Other.class,
            other -> {
              assertThat(other.head().event()).isEqualTo("text");
              assertThat(other.head().msgId()).isEqualTo(new MsgId("6060349595123187712"));
            });
  }

  @Test
  void readsCharactersInXmlThatXmlDoesNotKnow() {
    String json = "\\b\\u000b\\u0010\\u001d\\ufffe\\uffff\\u0000\uF5A3m";
    String meant = "\b\u000B\u0010\u001D\uFFFE\uFFFF\0\uF5A3m";
    String raw = "<content><![CDATA[一" + meant + " &#x10; 二]]></content>";
    String references =
        "<content>一&#8;&#xB;&#x10;&#0029;&#xFFFE;&#xffff;&#0;&#xF5A3;m &amp;#x10; 二</content>";
    Message inJson = message(Samples.json("\"text\":{\"content\":\"一" + json + " &#x10; 二\"}"));
    assertThat(inJson).isEqualTo(new Message.Text("一" + meant + " &#x10; 二"));
    for (String content : new String[] {raw, references}) {
      assertThat(message(Samples.xml("<!-- &#x1; \b --><text>" + content + "</text>")))
          .isEqualTo(inJson);
    }
  }

  @Test
  void readsHalvesOfACharacterAlikeInBothFormats() {
    Message.Text meant = new Message.Text("a\uFFFDb\uFFFD😀\uFFFD");
    assertThat(
            message(
                Samples.json("\"text\":{\"content\":\"a\\ud83db\\ude00\\ud83d\\ude00\\ud83d\"}")))
        .isEqualTo(meant);
    assertThat(
            message(
                Samples.xml(
                    "<text><content>a&#xd83d;b&#xde00;&#xd83d;&#xde00;&#xd83d;</content></text>")))
        .isEqualTo(meant);
  }

  @Test
  void passesOverAByteOrderMarkAndWhiteSpace() {
    assertThat(message("\uFEFF \r\n\t" + json("\"text\":{\"content\":\"在\"}") + "\n"))
        .isEqualTo(new Message.Text("在"));
    assertThat(message("\uFEFF\n" + xml("<text><content>在</content></text>") + "\n"))
        .isEqualTo(new Message.Text("在"));
  }

  @Test
  void readsATextThatWasCutInsideACharacterOrHoldsARawNewline() {
    byte[] whole = utf8(json("\"text\":{\"content\":\"在吗\"}"));
    int cut = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("\"}}") - 1;
    byte[] broken = Arrays.copyOf(whole, whole.length - 1);
    System.arraycopy(whole, cut + 1, broken, cut, whole.length - cut - 1);
    assertThat(EventText.read(broken))
        .isInstanceOfSatisfying(
            Read.Event.class,
            read ->
                assertThat(((PushEvent.KfMessage) read.event()).message())
                    .isEqualTo(new Message.Text("在\uFFFD")));
    assertThat(message(json("\"text\":{\"content\":\"a\nb\"}")))
        .isEqualTo(new Message.Text("a\nb"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"x\"",
        "{",
        "{}",
        "{\"a\":1}",
        "{\"Event\":\"\"}",
        "{\"Event\":null}",
        "{\"Event\":\"x\"",
        "{\"Event\":\"x\"} {}",
        "{\"Event\":\"x\",}",
        "{\"Event\":x}",
        "<",
        "<xml>",
        "<xml/>",
        "<xml><Event>x</Event>",
        "<xml><Event>x</xml>",
        "<xml><Event>&mine;</Event></xml>",
        "success",
        "{\u0000\"\u0000"
      })
  void saysWhyATextIsNoEvent(String text) {
    assertThat(EventText.read(utf8(text)))
        .isInstanceOfSatisfying(
            Read.Unreadable.class, unreadable -> assertThat(unreadable.why()).isNotBlank());
  }

  @Test
  void refusesEveryDoctype() {
    for (String text :
        new String[] {
          "<!DOCTYPE xml><xml><Event>x</Event></xml>",
          "<!DOCTYPE xml [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><xml><Event>&a;</Event></xml>",
          "<!DOCTYPE xml SYSTEM 'http://127.0.0.1:1/x.dtd'><xml><Event>x</Event></xml>",
          "<!DOCTYPE l [<!ENTITY a 'aa'><!ENTITY b '&a;&a;&a;'>]><l><Event>&b;</Event></l>"
        }) {
      assertThat(EventText.read(utf8(text))).isEqualTo(new Read.Unreadable("XML with a DOCTYPE"));
    }
  }

  @Test
  void readsPastDeepUnknownFieldsAndRefusesAbsurdlyDeepOnes() {
    String deep = "[".repeat(4_000) + "]".repeat(4_000);
    assertThat(message(json("\"new\":" + deep + ",\"text\":{\"content\":\"在\"}")))
        .isEqualTo(new Message.Text("在"));
    String absurd = "[".repeat(400_000) + "]".repeat(400_000);
    assertThat(EventText.read(utf8(json("\"new\":" + absurd)))).isInstanceOf(Read.Unreadable.class);
    String absurdXml = "<a>".repeat(200_000) + "</a>".repeat(200_000);
    assertThat(EventText.read(utf8(xml(absurdXml)))).isInstanceOf(Read.Unreadable.class);
  }

  @Test
  void neverQuotesTheTextItCouldNotRead() {
    Seeded.cases(
        500,
        random -> {
          String text = json("\"text\":{\"content\":\"secretword\"}");
          String cut = text.substring(0, random.nextInt(1, text.length()));
          String damaged = random.nextBoolean() ? cut : cut + "secretword" + text;
          if (EventText.read(utf8(damaged)) instanceof Read.Unreadable unreadable) {
            assertThat(unreadable.why()).doesNotContain("secret", "o9Ag");
          }
        });
  }

  @Test
  void neverThrowsWhateverIsDamaged() {
    Seeded.cases(
        4_000,
        random -> {
          Samples.Sample sample =
              Samples.KINDS.values().stream().skip(random.nextInt(7)).findFirst().orElseThrow();
          byte[] text = utf8(random.nextBoolean() ? sample.json() : sample.xml());
          for (int i = random.nextInt(1, 6); i > 0; i--) {
            text[random.nextInt(text.length)] = (byte) random.nextInt(256);
          }
          assertThat(EventText.read(text)).isNotNull();
        });
  }

  @Test
  void printsNeitherTextsNorUrls() {
    for (Samples.Sample sample : Samples.KINDS.values()) {
      assertThat(kf(sample.json()).toString())
          .doesNotContain("在吗", "https", "发货", "10000000000123456789", "3704612354559743232")
          .doesNotContain("o9AgO5Kd5ggOC-bXrbNODIiE3bGY");
    }
  }

  private static Message message(String text) {
    return kf(text).message();
  }

  private static PushEvent.KfMessage kf(String text) {
    assertThat(event(text)).isInstanceOf(PushEvent.KfMessage.class);
    return (PushEvent.KfMessage) event(text);
  }

  private static PushEvent event(String text) {
    Read read = EventText.read(utf8(text));
    assertThat(read).isInstanceOf(Read.Event.class);
    return ((Read.Event) read).event();
  }
}
