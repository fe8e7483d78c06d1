package io.xiaoer.masking;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Caller.Role;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which roles see no telephone numbers. */
@RestController
@RequestMapping("/api/v1/admin/masking")
@RequiresPermission(Permission.ADMIN)
class MaskingController {
  private static final Set<Role> MASKED = EnumSet.of(Role.AGENT, Role.SUPERVISOR);

  private final Masking masking;

  MaskingController(Masking masking) {
    this.masking = masking;
  }

  record Rule(@Nullable List<String> roles) {}

  @GetMapping
  Rule rule() {
    return view(masking.roles());
  }

  @PutMapping
  Rule change(@RequestBody Rule rule, @AuthenticationPrincipal Caller caller) {
    if (rule.roles == null) {
      throw ApiProblem.badRequest(FieldError.missing("roles", "an array of roles"));
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    rule.roles.forEach(word ->
        roles.add(
            Role.of(word)
                .filter(MASKED::contains)
                .orElseThrow(() ->
                    ApiProblem.unprocessable(
                        FieldError.notOneOf("roles", MASKED.stream().map(Role::word).toList())))));
    masking.change(roles, caller.name());
    return view(roles);
  }

  private static Rule view(Set<Role> roles) {
    return new Rule(roles.stream().sorted().map(Role::word).toList());
  }
}
