package io.xiaoer.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.sdk.api.Order;
import io.xiaoer.sdk.api.OrderStatus;
import io.xiaoer.sdk.api.Product;
import io.xiaoer.sdk.api.SkuAttribute;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CardBodyTest {
  private static final Order.Address MASKED =
      new Order.Address("张**", "138****0000", "广东省", "广州市", " ", "海珠区****");

  @Test
  void anAddressStaysMaskedAsItCame() {
    assertThat(of("茶杯", 1, "oA").json().path("address_mask").asString())
        .isEqualTo("张** 138****0000 广东省 广州市 海珠区****");
  }

  @Test
  void moneyIsFenAndWhatThePlatformLeftOutIsNull() {
    var order = of("茶杯", 1, "oA").json();
    assertThat(order.path("order_price").asLong()).isEqualTo(Long.MAX_VALUE);
    assertThat(order.path("freight").isNull()).isTrue();
    assertThat(order.path("paid_at").isNull()).isTrue();
    assertThat(order.path("status_text_key").asString()).isEqualTo("partly_shipped");
    assertThat(order.path("products").path(0).path("attributes").asString())
        .isEqualTo("颜色:天青釉; 容量:180ml");
    var product = CardBody.of(new Product("7", "杯", List.of(), null, null, List.of())).json();
    assertThat(product.path("price").isNull()).isTrue();
    assertThat(product.path("status").isNull()).isTrue();
    assertThat(product.path("on_sale").asBoolean(true)).isFalse();
  }

  @Test
  void whatIsTooLongIsCutAndNotInsideACharacter() {
    CardBody body = of("x".repeat(299) + "😀".repeat(1_000), 500, "oA");
    assertThat(body.json().path("products").size()).isEqualTo(50);
    assertThat(body.json().path("products").path(0).path("title").asString())
        .isEqualTo("x".repeat(299));
    assertThat(body.text().length()).isLessThan(100_000);
    assertThat(body.search().length()).isLessThanOrEqualTo(4_000);
  }

  @Test
  void whatNoTableKeepsIsLeftOut() {
    CardBody body = of("a\0b", 1, "o\0A");
    assertThat(body.search()).doesNotContain("\0").contains("a b");
    assertThat(body.openId()).isNull();
    assertThat(body.text()).doesNotContain("\0");
  }

  private static CardBody of(String title, int goods, String openId) {
    Order.Item item =
        new Order.Item(
            "77",
            "771",
            title,
            "https://shop.example/" + "x".repeat(3_000),
            1L,
            6_900L,
            List.of(new SkuAttribute("颜色", "天青釉"), new SkuAttribute("容量", "180ml")));
    return CardBody.of(
        new Order(
            "37",
            openId,
            new OrderStatus(21),
            Instant.parse("2026-11-23T08:00:00Z"),
            Collections.nCopies(goods, item),
            6_900L,
            Long.MAX_VALUE,
            null,
            null,
            MASKED,
            List.of(new Order.Parcel("SF1", "SF")),
            "请轻放",
            ""));
  }
}
