package io.xiaoer.secondfactor;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Caller.Role;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.staff.Revocations;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who must have a second factor, and the way back for who has lost theirs. */
@RestController
@RequiresPermission(Permission.ADMIN)
class SecondFactorAdminController {
  private final FactorTable factors;
  private final Revocations revocations;

  SecondFactorAdminController(FactorTable factors, Revocations revocations) {
    this.factors = factors;
    this.revocations = revocations;
  }

  record Rule(@Nullable List<String> roles) {}

  @GetMapping("/api/v1/admin/second-factor")
  Rule rule() {
    return view(factors.needed());
  }

  /** Who must have one from now on and has none gets nothing else until they have. */
  @PutMapping("/api/v1/admin/second-factor")
  Rule change(@RequestBody Rule rule, @AuthenticationPrincipal Caller caller) {
    if (rule.roles == null) {
      throw ApiProblem.badRequest(FieldError.missing("roles", "an array of roles"));
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    rule.roles.forEach(word -> roles.add(Role.of(word).orElseThrow(this::unknown)));
    if (factors.setNeeded(roles, caller.name())) {
      revocations.ofAnybody();
    }
    return view(roles);
  }

  @DeleteMapping("/api/v1/staff/{username}/second-factor")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void reset(@PathVariable String username, @AuthenticationPrincipal Caller caller) {
    if (!factors.reset(username, caller.name())) {
      throw ApiProblem.notFound("no_second_factor", "This user has no second factor.");
    }
    revocations.ofPerson(username);
  }

  private static Rule view(Set<Role> roles) {
    return new Rule(roles.stream().sorted().map(Role::word).toList());
  }

  private ApiProblem unknown() {
    return ApiProblem.unprocessable(
        FieldError.notOneOf("roles", Arrays.stream(Role.values()).map(Role::word).toList()));
  }
}
