package io.xiaoer.staff;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.MeController.StateChange;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
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

  @RequiresPermission(Permission.TEAM)
  @PutMapping("/api/v1/colleagues/{username}/state")
  ResponseEntity<Void> state(
      @PathVariable String username,
      @RequestBody StateChange change,
      @AuthenticationPrincipal Caller caller) {
    if (!accounts.setStateOf(username, change.read(), caller.shops(), caller.name())) {
      throw ApiProblem.notFound("no_such_person", "No such user.");
    }
    return ResponseEntity.noContent().build();
  }
}
