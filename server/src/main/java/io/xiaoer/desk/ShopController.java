package io.xiaoer.desk;

import io.xiaoer.shop.Shops;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The shops, by name only. */
@RestController
class ShopController {
  private final Shops shops;

  ShopController(Shops shops) {
    this.shops = shops;
  }

  record ShopView(String id, String name) {}

  record ShopList(List<ShopView> shops) {}

  @GetMapping("/api/v1/shops")
  ShopList list() {
    return new ShopList(
        shops.all().stream().map(shop -> new ShopView(shop.id().value(), shop.name())).toList());
  }
}
