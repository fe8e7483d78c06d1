package io.xiaoer.assignment;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.assignment.GroupTable.Kept;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.ShopList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * Groups of agents. Everybody reads those that serve a shop they see; supervisors write those whose
 * shops they all see.
 */
@RestController
@RequestMapping("/api/v1/groups")
@RequiresPermission(Permission.CONVERSATIONS_READ)
class GroupController {
  private final GroupTable groups;
  private final Shops shops;

  GroupController(GroupTable groups, Shops shops) {
    this.groups = groups;
    this.shops = shops;
  }

  /**
   * {@code shops} are those that the caller sees, too; null for all.
   *
   * @param editable by the caller
   */
  record GroupView(
      String id,
      String name,
      @Nullable List<String> shops,
      List<String> members,
      boolean editable) {}

  record GroupList(List<GroupView> groups) {}

  @GetMapping
  GroupList list(ShopScope scope, @AuthenticationPrincipal Caller caller) {
    return new GroupList(
        groups.all().stream()
            .filter(group -> !group.shops().and(scope).equals(ShopScope.none()))
            .map(group -> view(group, scope, caller))
            .toList());
  }

  @PostMapping
  @RequiresPermission(Permission.TEAM)
  ResponseEntity<GroupView> add(
      @RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    AgentGroup group = read(body, 0, caller);
    return ResponseEntity.status(HttpStatus.CREATED)
        .body(view(kept(groups.add(group, caller.name())), caller.shops(), caller));
  }

  @PutMapping("/{id}")
  @RequiresPermission(Permission.TEAM)
  GroupView change(
      @PathVariable String id, @RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    AgentGroup before = writable(id, caller);
    return view(
        kept(groups.change(read(body, before.id(), caller), caller.name())),
        caller.shops(),
        caller);
  }

  @DeleteMapping("/{id}")
  @RequiresPermission(Permission.TEAM)
  ResponseEntity<Void> remove(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    groups.remove(writable(id, caller), caller.name());
    return ResponseEntity.noContent().build();
  }

  /** Whether it is there for the caller at all was asked at the gate. */
  private AgentGroup writable(String id, Caller caller) {
    AgentGroup group =
        RequestParams.number(id).flatMap(groups::find).orElseThrow(GroupController::notThere);
    requireAllOf(group.shops(), caller);
    return group;
  }

  private static boolean seesAllOf(ShopScope wanted, Caller caller) {
    return wanted.and(caller.shops()).equals(wanted);
  }

  private static void requireAllOf(ShopScope wanted, Caller caller) {
    if (!seesAllOf(wanted, caller)) {
      throw ApiProblem.of(
          HttpStatus.FORBIDDEN,
          "foreign_shops",
          "This group serves shops that you do not see: only somebody who sees all of them writes it.");
    }
  }

  private static AgentGroup kept(Kept kept) {
    return switch (kept) {
      case Kept.Done(AgentGroup group) -> group;
      case Kept.NotThere _ -> throw notThere();
      case Kept.Taken _ -> throw ApiProblem.conflict("taken", "name: another group has it");
      case Kept.TooMany _ ->
          throw ApiProblem.conflict(
              "too_many", "There are %s groups already.".formatted(AgentGroup.GROUPS_MAX));
      case Kept.Bad(FieldError error) -> throw ApiProblem.unprocessable(error);
    };
  }

  private AgentGroup read(JsonNode body, long id, Caller caller) {
    if (!body.isObject()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("body", "an object"));
    }
    String name = body.path("name").isString() ? body.path("name").asString().strip() : "";
    if (name.isEmpty()
        || name.codePointCount(0, name.length()) > AgentGroup.NAME_CHARS_MAX
        || name.codePoints().anyMatch(Character::isISOControl)) {
      throw ApiProblem.unprocessable(FieldError.length("name", 1, AgentGroup.NAME_CHARS_MAX));
    }
    ShopScope scope =
        body.has("shops") ? ShopList.read(body.path("shops"), shops) : ShopScope.all();
    requireAllOf(scope, caller);
    return new AgentGroup(id, name, scope, members(body.path("members")));
  }

  private static List<String> members(JsonNode field) {
    if (field.isMissingNode()) {
      return List.of();
    }
    if (!field.isArray() || field.valueStream().anyMatch(one -> !one.isString())) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("members", "an array of usernames"));
    }
    if (field.size() > AgentGroup.MEMBERS_MAX) {
      throw ApiProblem.unprocessable(FieldError.tooMany("members", AgentGroup.MEMBERS_MAX));
    }
    return List.copyOf(new TreeSet<>(field.valueStream().map(one -> one.asString()).toList()));
  }

  private static GroupView view(AgentGroup group, ShopScope scope, Caller caller) {
    return new GroupView(
        String.valueOf(group.id()),
        group.name(),
        ShopList.names(group.shops().and(scope)),
        group.members(),
        caller.may(Permission.TEAM) && seesAllOf(group.shops(), caller));
  }

  private static ApiProblem notThere() {
    return ApiProblem.notFound("no_such_group", "No such group.");
  }
}
