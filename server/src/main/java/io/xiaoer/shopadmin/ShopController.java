package io.xiaoer.shopadmin;

import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.platform.ShopStanding;
import io.xiaoer.platform.ShopStandings;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The shops that the caller sees: their names, and whether the platform is closing them. */
@RestController
@RequiresPermission(Permission.KNOWN)
class ShopController {
  private final Shops shops;
  private final Database database;

  ShopController(Shops shops, Database desk) {
    this.shops = shops;
    this.database = desk;
  }

  /**
   * One shop.
   *
   * @param standing null while the platform says nothing but that it is open
   */
  record ShopView(String id, String name, @Nullable StandingView standing) {}

  record StandingView(String state, Instant since) {
    static @Nullable StandingView of(@Nullable ShopStanding standing) {
      return standing == null
          ? null
          : new StandingView(standing.state().name().toLowerCase(Locale.ROOT), standing.since());
    }
  }

  record ShopList(List<ShopView> shops) {}

  @GetMapping("/api/v1/shops")
  ShopList list(ShopScope visible) {
    Map<ShopId, ShopStanding> standings = database.read(ShopStandings::notOpen);
    return new ShopList(
        shops.all().stream()
            .filter(shop -> visible.has(shop.id()))
            .map(shop ->
                new ShopView(
                    shop.id().value(), shop.name(), StandingView.of(standings.get(shop.id()))))
            .toList());
  }
}
