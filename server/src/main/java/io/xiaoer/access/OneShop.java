package io.xiaoer.access;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import org.jspecify.annotations.Nullable;

/** For what can be asked for one shop or for all, and is open only to callers who see all shops. */
public final class OneShop {
  private OneShop() {}

  /** Null for all. */
  public static @Nullable ShopId of(ShopScope shops) {
    return switch (shops) {
      case ShopScope.All _ -> null;
      case ShopScope.Some(var some) when some.size() == 1 -> some.iterator().next();
      case ShopScope.Some _ ->
          throw ApiProblem.badRequest(
              FieldError.of("shop", "shop_needed", "name one of your shops"));
    };
  }
}
