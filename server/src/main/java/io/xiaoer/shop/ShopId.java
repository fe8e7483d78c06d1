package io.xiaoer.shop;

import java.util.regex.Pattern;

/**
 * The shop's short name in the push URL and the tables: what the operator wrote under {@code id}.
 */
public record ShopId(String value) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");

  public ShopId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "1 to 32 characters of A-Z a-z 0-9 _ - (found: %s characters)".formatted(value.length()));
    }
  }

  static boolean isValid(String value) {
    return SHAPE.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
