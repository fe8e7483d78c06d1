package io.xiaoer.savedfilter;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.savedfilter.SavedFilters.Written;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Saved filters: his own, and those that are shared. What all have is shared by supervisors, and
 * changed by who made it or by a supervisor.
 */
@RestController
@RequestMapping("/api/v1/views")
@RequiresPermission(Permission.SELF)
class SavedFilterController {
  private static final int NAME_CHARS_MAX = 40;
  private static final int FIELDS_MAX = 20;
  private static final int FIELD_CHARS_MAX = 30;
  private static final int VALUE_CHARS_MAX = 200;

  private final SavedFilters views;

  SavedFilterController(SavedFilters views) {
    this.views = views;
  }

  record ViewList(List<Shown> views) {}

  record Shown(
      String id, String name, Map<String, String> query, boolean shared, boolean mine, String by) {}

  record Wanted(@Nullable String name, @Nullable JsonNode query, @Nullable Boolean shared) {
    @Override
    public String toString() {
      return "Wanted";
    }
  }

  @GetMapping
  ViewList list(@AuthenticationPrincipal Caller caller) {
    return new ViewList(views.of(caller.name()).stream().map(view -> shown(view, caller)).toList());
  }

  @PostMapping
  ResponseEntity<Shown> add(@RequestBody Wanted wanted, @AuthenticationPrincipal Caller caller) {
    SavedFilter view = read(wanted, 0, caller.name());
    if (view.shared()) {
      requireTeam(caller);
    }
    return ResponseEntity.status(HttpStatus.CREATED).body(kept(views.add(view), caller));
  }

  @PutMapping("/{id}")
  Shown change(
      @PathVariable String id, @RequestBody Wanted wanted, @AuthenticationPrincipal Caller caller) {
    SavedFilter before = changeable(id, caller);
    SavedFilter view = read(wanted, before.id(), before.owner());
    if (view.shared() && !before.shared()) {
      requireTeam(caller);
    }
    return kept(views.change(view), caller);
  }

  @DeleteMapping("/{id}")
  ResponseEntity<Void> remove(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    views.remove(changeable(id, caller).id());
    return ResponseEntity.noContent().build();
  }

  /** Whether it is there for him at all was asked at the gate. */
  private SavedFilter changeable(String id, Caller caller) {
    SavedFilter view =
        RequestParams.number(id).flatMap(views::find).orElseThrow(SavedFilterController::notThere);
    if (!view.owner().equals(caller.name())) {
      requireTeam(caller);
    }
    return view;
  }

  private static void requireTeam(Caller caller) {
    if (!caller.may(Permission.TEAM)) {
      throw ApiProblem.of(
          HttpStatus.FORBIDDEN,
          "team_only",
          "Only supervisors and administrators write shared views.");
    }
  }

  private static SavedFilter read(Wanted wanted, long id, String owner) {
    String name = wanted.name() == null ? "" : wanted.name().strip();
    if (name.isEmpty() || isUnfit(name, NAME_CHARS_MAX)) {
      throw bad(FieldError.length("name", 1, NAME_CHARS_MAX));
    }
    JsonNode query = wanted.query();
    if (query == null || !query.isObject() || query.size() > FIELDS_MAX) {
      throw bad(
          FieldError.of("query", "malformed", "an object of at most " + FIELDS_MAX + " strings"));
    }
    Map<String, String> fields = new LinkedHashMap<>();
    query
        .properties()
        .forEach(field -> {
          JsonNode value = field.getValue();
          if (isUnfit(field.getKey(), FIELD_CHARS_MAX)
              || !value.isString()
              || isUnfit(value.stringValue(), VALUE_CHARS_MAX)) {
            throw bad(FieldError.tooLong("query", VALUE_CHARS_MAX));
          }
          fields.put(field.getKey(), value.stringValue());
        });
    return new SavedFilter(id, owner, name, fields, Boolean.TRUE.equals(wanted.shared()));
  }

  private static boolean isUnfit(String text, int charsMax) {
    return text.codePointCount(0, text.length()) > charsMax || text.indexOf('\0') >= 0;
  }

  private static Shown kept(Written written, Caller caller) {
    return switch (written) {
      case Written.Kept(SavedFilter view) -> shown(view, caller);
      case Written.NotThere _ -> throw notThere();
      case Written.TooMany(int max) ->
          throw ApiProblem.of(
              HttpStatus.CONFLICT,
              "too_many",
              "There are %s views already; remove some first.".formatted(max));
    };
  }

  private static Shown shown(SavedFilter view, Caller caller) {
    return new Shown(
        String.valueOf(view.id()),
        view.name(),
        view.query(),
        view.shared(),
        view.owner().equals(caller.name()),
        view.owner());
  }

  private static ApiProblem notThere() {
    return ApiProblem.notFound("no_such_view", "No such view.");
  }

  private static ApiProblem bad(FieldError error) {
    return ApiProblem.badRequest(error);
  }
}
