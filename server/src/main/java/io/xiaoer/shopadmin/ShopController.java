package io.xiaoer.shopadmin;

import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The shops that the caller sees, by name only. */
@RestController
@RequiresPermission(Permission.KNOWN)
class ShopController {
  private final Shops shops;

  ShopController(Shops shops) {
    this.shops = shops;
  }

  record ShopView(String id, String name) {}

  record ShopList(List<ShopView> shops) {}

  @GetMapping("/api/v1/shops")
  ShopList list(ShopScope visible) {
    return new ShopList(
        shops.all().stream()
            .filter(shop -> visible.has(shop.id()))
            .map(shop -> new ShopView(shop.id().value(), shop.name()))
            .toList());
  }
}
