package io.xiaoer.catalog;

import io.xiaoer.shop.ShopId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A product or an order of one shop, under the platform's id. */
public record Item(ShopId shop, Kind kind, String id) {
  /** The platform's have up to 20 digits; another shape could not be looked up. */
  private static final Pattern SHAPE = Pattern.compile("[0-9A-Za-z_-]{1,64}");

  /** What it is. */
  public enum Kind {
    PRODUCT,
    ORDER;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Empty when no item can have this id. */
  public static Optional<Item> of(ShopId shop, Kind kind, String id) {
    return SHAPE.matcher(id).matches() ? Optional.of(new Item(shop, kind, id)) : Optional.empty();
  }

  @Override
  public String toString() {
    return kind.word() + " " + id + " of shop " + shop;
  }
}
