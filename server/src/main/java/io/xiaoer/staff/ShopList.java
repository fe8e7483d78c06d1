package io.xiaoer.staff;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shops somebody sees as the table has them: a JSON list of ids, null for all. */
public final class ShopList {
  private static final JsonMapper JSON = JsonMapper.shared();

  private ShopList() {}

  public static ShopScope set(@Nullable String written) {
    return written == null
        ? ShopScope.all()
        : ShopScope.of(
            JSON.readTree(written).valueStream().map(JsonNode::asString).map(ShopId::new).toList());
  }

  public static @Nullable String text(ShopScope shops) {
    List<String> names = names(shops);
    return names == null ? null : JSON.writeValueAsString(names);
  }

  /** As the API is sent it: ids of shops that there are, null for all. */
  public static ShopScope read(JsonNode field, Shops shops) {
    if (field.isNull()) {
      return ShopScope.all();
    }
    if (!field.isArray()) {
      throw ApiProblem.badRequest(
          FieldError.wrongJsonType("shops", "an array of shop ids, or null for all"));
    }
    List<ShopId> ids = new ArrayList<>();
    for (JsonNode one : field) {
      ids.add(
          shops
              .find(one.asString(""))
              .map(Shop::id)
              .orElseThrow(() -> ApiProblem.unprocessable(FieldError.unknownShop("shops"))));
    }
    return ShopScope.of(ids);
  }

  /** As the API shows it: null for all. */
  public static @Nullable List<String> names(ShopScope shops) {
    return switch (shops) {
      case ShopScope.All _ -> null;
      case ShopScope.Some(var some) -> some.stream().map(ShopId::value).sorted().toList();
    };
  }
}
