package io.xiaoer.hours;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Public holidays and make-up workdays, by year; the same for all shops. */
@RestController
@RequestMapping("/api/v1/calendars")
@RequiresPermission(Permission.CONVERSATIONS_READ)
class CalendarController {
  private static final int YEAR_MIN = 2000;
  private static final int YEAR_MAX = 2100;

  private final Calendars calendars;

  CalendarController(Calendars calendars) {
    this.calendars = calendars;
  }

  record CalendarYears(List<Integer> years) {}

  @GetMapping
  CalendarYears list() {
    return new CalendarYears(calendars.known());
  }

  @GetMapping("/{year}")
  ObjectNode get(@PathVariable String year) {
    return year(year)
        .flatMap(calendars::find)
        .map(CalendarJson::write)
        .orElseThrow(() ->
            ApiProblem.notFound("no_such_calendar", "The holidays of this year are not known."));
  }

  @PutMapping("/{year}")
  @RequiresPermission(Permission.ADMIN)
  ObjectNode put(
      @PathVariable String year,
      @RequestBody CalendarJson.Wanted wanted,
      @AuthenticationPrincipal Caller caller) {
    int number =
        year(year)
            .orElseThrow(
                () -> ApiProblem.unprocessable(FieldError.outOfRange("year", YEAR_MIN, YEAR_MAX)));
    List<FieldError> errors = new ArrayList<>();
    Holidays.Year read = CalendarJson.read(number, wanted, null, null, errors);
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    calendars.put(read, caller.name());
    return calendars.find(number).map(CalendarJson::write).orElseThrow();
  }

  private static Optional<Integer> year(String written) {
    return RequestParams.number(written)
        .filter(year -> year >= YEAR_MIN && year <= YEAR_MAX)
        .map(Long::intValue);
  }
}
