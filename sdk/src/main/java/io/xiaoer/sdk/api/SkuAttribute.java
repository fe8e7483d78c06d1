package io.xiaoer.sdk.api;

import java.util.List;

/** One thing by which variants of a product differ, like {@code 颜色} and {@code 天青釉}. */
public record SkuAttribute(String key, String value) {
  /** A variant is told by two or three. */
  private static final int attributesMax = 50;

  static List<SkuAttribute> of(Json variant) {
    return variant.list("sku_attrs", attributesMax).stream()
        .map(
            attribute -> new SkuAttribute(attribute.text("attr_key"), attribute.text("attr_value")))
        .toList();
  }
}
