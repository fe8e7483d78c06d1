package io.xiaoer.sdk.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFieldsTest {
  @Test
  void findsAnIdInWhateverObjectItStandsAndKeepsItsDigits() {
    assertThat(
            named(
                """
                {"Event":"channels_ec_order_pay",
                 "order_info":{"order_id":3705115058471208928,"pay_time":1658509200}}
                """))
        .containsExactly("3705115058471208928");
    assertThat(
            named("{\"a\":{\"b\":[{\"order_id\":\"37 \"},{\"order_id\":37},{\"order_id\":38}]}}"))
        .containsExactly("37", "38");
  }

  @Test
  void findsItInXmlToo() {
    assertThat(
            named(
                """
                <xml><Event><![CDATA[channels_ec_order_new]]></Event>
                <order_info><order_id>3705115058471208928</order_id></order_info></xml>
                """))
        .containsExactly("3705115058471208928");
  }

  @Test
  void givesNothingWhereThereIsNothingOrTheTextIsBroken() {
    for (String text :
        List.of(
            "",
            "debug",
            "{\"order_id\":null,\"x\":{\"order_id\":{\"order_id\":[1]}},\"product_id\":\"1\"}",
            "{\"order_id\":\"37\"",
            "<xml><order_id>37</order_id>",
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x><order_id>&e;</order_id></x>",
            "<x><order_id>37</order_id><order_id>&e;</order_id></x>")) {
      assertThat(named(text)).as(text).isEmpty();
    }
  }

  @Test
  void stopsAtSoManyAsWereAskedFor() {
    StringBuilder many = new StringBuilder("{\"ids\":[{}");
    for (int i = 0; i < 1_000; i++) {
      many.append(",{\"order_id\":\"").append(i).append("\"}");
    }
    assertThat(named(many.append("]}").toString())).hasSize(20);
  }

  private static List<String> named(String text) {
    return EventFields.named("order_id", ClearText.of(text.getBytes(StandardCharsets.UTF_8)), 20);
  }
}
