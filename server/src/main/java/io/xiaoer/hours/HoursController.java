package io.xiaoer.hours;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.shop.ShopId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A shop's opening hours. */
@RestController
@RequestMapping("/api/v1/shops/{shop}/hours")
@RequiresPermission(Permission.CONVERSATIONS_READ)
class HoursController {
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  private final ShopHours shopHours;
  private final InstantSource clock;

  HoursController(ShopHours shopHours, InstantSource clock) {
    this.shopHours = shopHours;
    this.clock = clock;
  }

  @GetMapping
  ObjectNode get(@PathVariable String shop) {
    return view(shopHours.of(new ShopId(shop)));
  }

  @PutMapping
  @RequiresPermission(Permission.TEAM)
  ObjectNode put(
      @PathVariable String shop,
      @RequestBody HoursJson.Wanted wanted,
      @AuthenticationPrincipal Caller caller) {
    List<FieldError> errors = new ArrayList<>();
    OpeningHours hours = HoursJson.read(wanted, errors);
    if (hours == null) {
      throw ApiProblem.invalid(errors);
    }
    return view(shopHours.put(new ShopId(shop), hours, caller.name()));
  }

  @GetMapping("/at")
  ObjectNode at(@PathVariable String shop, @RequestParam(required = false) @Nullable String time) {
    OpeningState state = shopHours.at(new ShopId(shop), moment(time));
    Instant until = state.until();
    return JsonNodeFactory.instance
        .objectNode()
        .put("open", state.open())
        .put("until", until == null ? null : until.toString())
        .put("because", HoursJson.word(state.because()))
        .put("text", state.text())
        .put("calendar_missing", state.calendarMissing());
  }

  private Instant moment(@Nullable String written) {
    if (written == null) {
      return clock.instant();
    }
    try {
      Instant moment = Instant.parse(written);
      if (moment.isBefore(EARLIEST) || moment.isAfter(LATEST)) {
        throw ApiProblem.badRequest(FieldError.notATime("time"));
      }
      return moment;
    } catch (DateTimeException notATime) {
      throw ApiProblem.badRequest(FieldError.notATime("time"));
    }
  }

  private static ObjectNode view(ShopHours.Setting set) {
    Instant changedAt = set.changedAt();
    return HoursJson.write(set.hours())
        .put("changed_at", changedAt == null ? null : changedAt.toString())
        .put("changed_by", set.changedBy());
  }
}
