package io.xiaoer.apikey;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.access.Scope;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.apikey.ApiKeys.Made;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.ShopList;
import io.xiaoer.staff.ShownName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keys of other systems. A key is shown once, when it is made. */
@RestController
@RequestMapping("/api/v1/admin/api-keys")
@RequiresPermission(Permission.ADMIN)
class ApiKeyController {
  private static final int NAME_CHARS_MAX = 50;

  private final ApiKeys keys;
  private final Shops shops;
  private final InstantSource clock;

  ApiKeyController(ApiKeys keys, Shops shops, InstantSource clock) {
    this.keys = keys;
    this.shops = shops;
    this.clock = clock;
  }

  /** {@code shops} is null for all. */
  record Order(
      @Nullable String name, @Nullable List<String> scopes, @Nullable List<String> shops) {}

  record KeyView(
      String id,
      String name,
      List<String> scopes,
      @Nullable List<String> shops,
      Instant createdAt,
      String createdBy) {
    static KeyView of(ApiKey key) {
      return new KeyView(
          String.valueOf(key.id()),
          key.name(),
          key.scopes().stream().map(Scope::word).sorted().toList(),
          ShopList.names(key.shops()),
          key.createdAt(),
          key.createdBy());
    }
  }

  record KeyList(List<KeyView> apiKeys) {}

  record NewKey(
      String id,
      String name,
      List<String> scopes,
      @Nullable List<String> shops,
      Instant createdAt,
      String createdBy,
      String key) {
    @Override
    public String toString() {
      return "NewKey[" + name + "]";
    }
  }

  @GetMapping
  KeyList list() {
    return new KeyList(keys.list().stream().map(KeyView::of).toList());
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  NewKey make(@RequestBody Order order, @AuthenticationPrincipal Caller caller) {
    String name = order.name == null ? "" : order.name.strip();
    if (name.length() > NAME_CHARS_MAX || !ShownName.isReadable(name)) {
      throw ApiProblem.unprocessable(FieldError.length("name", 1, 50));
    }
    Set<Scope> scopes = scopes(order.scopes);
    ShopScope seen = shops(order.shops, scopes);
    Made made =
        keys.make(
            name,
            scopes,
            seen,
            caller.name(),
            jdbc ->
                Audit.note(
                    jdbc,
                    clock.instant(),
                    caller.name(),
                    AuditAction.API_KEY_ADDED,
                    name,
                    detail(scopes, seen)));
    return switch (made) {
      case Made.Done(ApiKey key, String secret) -> {
        KeyView view = KeyView.of(key);
        yield new NewKey(
            view.id, view.name, view.scopes, view.shops, view.createdAt, view.createdBy, secret);
      }
      case Made.NameTaken _ ->
          throw ApiProblem.of(
              HttpStatus.CONFLICT, "name_taken", "There is a key of this name; choose another.");
      case Made.TooMany _ ->
          throw ApiProblem.of(
              HttpStatus.CONFLICT, "too_many", "There are 200 keys; take unused ones away first.");
    };
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    Optional<ApiKey> removed =
        keys.remove(
            RequestParams.id("id", id),
            jdbc ->
                Audit.note(
                    jdbc,
                    clock.instant(),
                    caller.name(),
                    AuditAction.API_KEY_REMOVED,
                    "key " + id,
                    ""));
    if (removed.isEmpty()) {
      throw ApiProblem.notFound("no_such_key", "No such key.");
    }
  }

  private static String detail(Set<Scope> scopes, ShopScope shops) {
    List<String> names = ShopList.names(shops);
    return scopes.stream().map(Scope::word).sorted().collect(Collectors.joining(" "))
        + (names == null ? "" : "; " + String.join(", ", names));
  }

  private ShopScope shops(@Nullable List<String> written, Set<Scope> scopes) {
    if (written == null) {
      return ShopScope.all();
    }
    if (written.isEmpty()) {
      throw ApiProblem.unprocessable(
          FieldError.missing("shops", "at least one shop, or null for all"));
    }
    if (scopes.contains(Scope.ADMIN)) {
      throw ApiProblem.unprocessable(
          FieldError.of(
              "shops", "admin_key_needs_all_shops", "a key with the scope admin sees all shops"));
    }
    return ShopScope.of(
        written.stream()
            .map(id ->
                shops
                    .find(id)
                    .map(Shop::id)
                    .orElseThrow(() -> ApiProblem.unprocessable(FieldError.unknownShop("shops"))))
            .toList());
  }

  private static Set<Scope> scopes(@Nullable List<String> words) {
    if (words == null || words.isEmpty()) {
      throw unknown();
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    words.forEach(word -> scopes.add(Scope.of(word).orElseThrow(ApiKeyController::unknown)));
    return scopes;
  }

  private static ApiProblem unknown() {
    return ApiProblem.unprocessable(
        FieldError.notOneOf("scopes", Stream.of(Scope.values()).map(Scope::word).toList()));
  }
}
