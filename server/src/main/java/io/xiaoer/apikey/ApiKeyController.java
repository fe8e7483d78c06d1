package io.xiaoer.apikey;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.Deed;
import io.xiaoer.key.ApiKey;
import io.xiaoer.key.ApiKeyBook;
import io.xiaoer.key.ApiKeyBook.Made;
import io.xiaoer.staff.Caller;
import io.xiaoer.staff.Needs;
import io.xiaoer.staff.Permission;
import io.xiaoer.staff.Scope;
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

  private final ApiKeyBook keys;
  private final InstantSource clock;

  AdminKeyController(ApiKeyBook keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  record Order(@Nullable String name, @Nullable List<String> scopes) {}

  record KeyView(String id, String name, List<String> scopes, Instant createdAt, String createdBy) {
    static KeyView of(ApiKey key) {
      return new KeyView(
          String.valueOf(key.id()),
          key.name(),
          key.scopes().stream().map(Scope::word).sorted().toList(),
          key.createdAt(),
          key.createdBy());
    }
  }

  record KeyList(List<KeyView> apiKeys) {}

  record NewKey(
      String id,
      String name,
      List<String> scopes,
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
    Made made =
        keys.make(
            name,
            scopes,
            caller.name(),
            jdbc ->
                Audit.note(
                    jdbc,
                    clock.instant(),
                    caller.name(),
                    AuditAction.API_KEY_ADDED,
                    name,
                    scopes.stream().map(Scope::word).sorted().collect(Collectors.joining(" "))));
    return switch (made) {
      case Made.Done(ApiKey key, String secret) -> {
        KeyView view = KeyView.of(key);
        yield new NewKey(view.id, view.name, view.scopes, view.createdAt, view.createdBy, secret);
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
