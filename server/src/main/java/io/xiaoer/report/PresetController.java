package io.xiaoer.report;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.report.Presets.Kept;
import io.xiaoer.report.ReportViews.PresetList;
import io.xiaoer.report.ReportViews.PresetView;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The rules by which figures are made. Those that come with the server nobody changes. */
@RestController
@RequestMapping("/api/v1/reports/presets")
@RequiresPermission(Permission.FIGURES)
class PresetController {
  private static final String LANGUAGE = HttpHeaders.ACCEPT_LANGUAGE;

  private final Presets presets;

  PresetController(Presets presets) {
    this.presets = presets;
  }

  @GetMapping
  PresetList list(@RequestHeader(name = LANGUAGE, defaultValue = "zh") String language) {
    return new PresetList(
        presets.all().stream().map(preset -> PresetView.of(preset, language)).toList());
  }

  @PostMapping
  @RequiresPermission(Permission.TEAM)
  ResponseEntity<PresetView> add(
      @RequestBody JsonNode body,
      @RequestHeader(name = LANGUAGE, defaultValue = "zh") String language,
      @AuthenticationPrincipal Caller caller) {
    Preset added = kept(presets.add(read(body), caller.name()));
    return ResponseEntity.status(HttpStatus.CREATED).body(PresetView.of(added, language));
  }

  @PutMapping("/{id}")
  @RequiresPermission(Permission.TEAM)
  PresetView change(
      @PathVariable String id,
      @RequestBody JsonNode body,
      @RequestHeader(name = LANGUAGE, defaultValue = "zh") String language,
      @AuthenticationPrincipal Caller caller) {
    return PresetView.of(kept(presets.change(number(id), read(body), caller.name())), language);
  }

  @DeleteMapping("/{id}")
  @RequiresPermission(Permission.TEAM)
  ResponseEntity<Void> remove(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    kept(presets.remove(number(id), caller.name()));
    return ResponseEntity.noContent().build();
  }

  private static long number(String id) {
    return RequestParams.number(id).orElseThrow(PresetController::notThere);
  }

  private static Preset read(JsonNode body) {
    if (!body.isObject()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("body", "an object"));
    }
    List<FieldError> errors = new ArrayList<>();
    Preset preset = PresetJson.read(body, errors);
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return preset;
  }

  private static Preset kept(Kept kept) {
    return switch (kept) {
      case Kept.Done(Preset preset) -> preset;
      case Kept.NotThere _ -> throw notThere();
      case Kept.TooMany _ ->
          throw ApiProblem.conflict(
              "too_many",
              "There are %s own rules already; remove some first.".formatted(Presets.OWN_MAX));
      case Kept.NameTaken _ ->
          throw ApiProblem.unprocessable(
              FieldError.of("name", "name_taken", "the name of another rule"));
    };
  }

  private static ApiProblem notThere() {
    return ApiProblem.notFound("no_such_preset", "No such rule; it may have been removed.");
  }
}
