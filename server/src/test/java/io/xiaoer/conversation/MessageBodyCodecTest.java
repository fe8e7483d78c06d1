package io.xiaoer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.sdk.api.UploadKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MessageBodyCodecTest {
  static List<MessageBody> ofEachKind() {
    return List.of(
        new MessageBody.Text("在吗\n😀\u0000\""),
        new MessageBody.Media(UploadKind.IMAGE, "0123"),
        new MessageBody.Media(UploadKind.VIDEO, "0123"),
        new MessageBody.Media(UploadKind.FILE, "0123"),
        new MessageBody.ReceivedMedia(UploadKind.IMAGE, Duration.ZERO),
        new MessageBody.ReceivedMedia(UploadKind.VIDEO, Duration.ofSeconds(12)),
        new MessageBody.ReceivedMedia(UploadKind.FILE, Duration.ZERO),
        new MessageBody.ProductShare("10000012345678901234"),
        new MessageBody.OrderShare("3700000000000000001"),
        new MessageBody.Voice("你好", Duration.ofMillis(1_234), true),
        new MessageBody.Voice("", Duration.ofMillis(900), false),
        new MessageBody.Unknown("link", "{\"MsgType\":\"link\",\"Url\":\"x\"}"));
  }

  @ParameterizedTest
  @MethodSource("ofEachKind")
  void whatIsWrittenIsReadAsItWas(MessageBody body) {
    assertThat(MessageBodyCodec.read(body.type(), MessageBodyCodec.write(body))).isEqualTo(body);
  }

  @Test
  void eachKindIsAmongThem() {
    Set<Class<?>> tried = ofEachKind().stream().map(Object::getClass).collect(Collectors.toSet());
    assertThat(kinds(MessageBody.class)).isEqualTo(tried);
  }

  private static Set<Class<?>> kinds(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .flatMap(one -> one.isSealed() ? kinds(one).stream() : Stream.of(one))
        .collect(Collectors.toSet());
  }

  /** As earlier versions wrote it; rows are never written anew. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text | {\"content\":\"在\"}",
        "image | {\"state\":\"pending\"}",
        "video | {\"state\":\"pending\",\"play_length\":7}",
        "file | {\"media_id\":\"00ff\"}",
        "product_share | {\"product_id\":\"1\"}",
        "order_share | {\"order_id\":\"2\"}",
        "unknown | {\"msg_type\":\"link\",\"raw\":\"<xml/>\"}",
        "voice | {\"translated_msg\":\"好\",\"play_length\":1500,\"translation_succ\":true}",
      })
  void theFormOfTheRowsStaysAsItIs(String type, String json) {
    assertThat(MessageBodyCodec.write(MessageBodyCodec.read(type, json))).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text | no json",
        "text | []",
        "emoji | {\"url\":1}",
        "unknown | {\"msg_type\":\"x\"}"
      })
  void aRowByAnotherHandIsNoException(String type, String json) {
    MessageBody body = MessageBodyCodec.read(type, json);
    assertThat(body.type()).isEqualTo(type.equals("text") ? "text" : "unknown");
  }
}
