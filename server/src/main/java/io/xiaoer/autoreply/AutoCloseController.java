package io.xiaoer.autoreply;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.autoreply.AutoClose.Setting;
import io.xiaoer.shop.ShopId;
import java.util.ArrayList;
import java.util.List;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Whether conversations are closed when the customer does not answer. */
@RestController
@RequestMapping("/api/v1/shops/{shop}/auto-close")
@RequiresPermission(Permission.CONVERSATIONS_READ)
class AutoCloseController {
  private final AutoClose autoClose;

  AutoCloseController(AutoClose autoClose) {
    this.autoClose = autoClose;
  }

  @GetMapping
  Setting get(@PathVariable String shop) {
    return autoClose.of(new ShopId(shop));
  }

  /** What is left out is as in a shop that has said nothing. */
  @PutMapping
  @RequiresPermission(Permission.TEAM)
  Setting put(
      @PathVariable String shop,
      @RequestBody JsonNode body,
      @AuthenticationPrincipal Caller caller) {
    if (!body.isObject()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("body", "an object"));
    }
    List<FieldError> errors = new ArrayList<>();
    JsonNode enabled = body.path("enabled");
    if (!enabled.isMissingNode() && !enabled.isBoolean()) {
      errors.add(FieldError.wrongJsonType("enabled", "true or false"));
    }
    JsonNode hours = body.path("hours");
    if (!hours.isMissingNode()
        && (!hours.isInt() || hours.asInt() < 1 || hours.asInt() > AutoClose.HOURS_MAX)) {
      errors.add(FieldError.outOfRange("hours", 1, AutoClose.HOURS_MAX));
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return autoClose.put(
        new ShopId(shop),
        enabled.isBoolean() && enabled.asBoolean(),
        hours.isInt() ? hours.asInt() : Setting.NONE.hours(),
        caller.name());
  }
}
