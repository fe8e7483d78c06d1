package io.xiaoer.staff;

import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.shop.ShopScope;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who else serves. */
@RestController
class ColleagueController {
  private final Accounts accounts;

  ColleagueController(Accounts accounts) {
    this.accounts = accounts;
  }

  /**
   * {@code shops} are those that the caller sees, too; null for all.
   *
   * @param ceiling of their own; null where each shop's counts
   */
  record ColleagueView(
      String username,
      String name,
      String role,
      String state,
      String presence,
      int load,
      @Nullable Integer ceiling,
      @Nullable List<String> shops) {}

  record ColleagueList(List<ColleagueView> colleagues) {}

  @RequiresPermission(Permission.CONVERSATIONS_READ)
  @GetMapping("/api/v1/colleagues")
  ColleagueList list(ShopScope shops) {
    return new ColleagueList(
        accounts.colleagues(shops).stream()
            .map(one ->
                new ColleagueView(
                    one.account().username(),
                    one.account().name(),
                    one.account().role().word(),
                    one.account().state().word(),
                    one.presence().word(),
                    one.load(),
                    one.account().ceiling(),
                    ShopList.names(one.account().shops().and(shops))))
            .toList());
  }
}
