package io.xiaoer.sso;

import io.xiaoer.access.Caller.Role;
import io.xiaoer.outbound.AddressGuard;
import io.xiaoer.outbound.UrlField;
import io.xiaoer.sdk.api.AddressBlock;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.PlainText;
import io.xiaoer.settings.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code xiaoer.oidc}, checked.
 *
 * @param clientSecret empty for a client that has none
 * @param name on the button; empty for the page's own words
 * @param roles by group; none: nobody is added
 */
record SsoSettings(
    URI issuer,
    String clientId,
    String clientSecret,
    String name,
    String userClaim,
    String groupsClaim,
    Map<String, Role> roles,
    List<AddressBlock> allow) {
  private static final int NAME_CHARS_MAX = 20;

  /** Empty where there is no {@code xiaoer.oidc}. Throws {@link BadSettings}. */
  static Optional<SsoSettings> of(Settings settings) {
    return Optional.ofNullable(settings.oidc()).map(SsoSettings::of);
  }

  private static SsoSettings of(Settings.Oidc written) {
    List<Problem> problems = new ArrayList<>();
    Optional<URI> issuer =
        UrlField.parse(written.issuer()).filter(url -> url.getRawQuery() == null);
    if (issuer.isEmpty()) {
      problems.add(
          problem(
              "issuer",
              "'%s' (expected: https://…, as the directory calls itself)"
                  .formatted(written.issuer())));
    }
    if (written.clientId().isBlank()) {
      problems.add(problem("client-id", "missing (expected: what the directory knows us by)"));
    }
    PlainText.problem(written.clientId())
        .ifPresent(what -> problems.add(problem("client-id", what)));
    PlainText.problem(written.clientSecret())
        .ifPresent(what -> problems.add(problem("client-secret", what)));
    if (written.userClaim().isBlank()) {
      problems.add(problem("user-claim", "empty (expected: as preferred_username or email)"));
    }
    String name = written.name() == null ? "" : written.name().strip();
    if (name.length() > NAME_CHARS_MAX) {
      problems.add(
          problem("name", "over %s characters, too long for a button".formatted(NAME_CHARS_MAX)));
    }
    Map<String, Role> roles = new LinkedHashMap<>();
    for (int i = 0; i < written.roles().size(); i++) {
      Settings.OidcRole one = written.roles().get(i);
      Optional<Role> role = Role.of(one.role());
      if (one.group().isBlank()) {
        problems.add(problem("roles[%s].group".formatted(i), "missing (expected: a group)"));
      }
      if (role.isEmpty()) {
        problems.add(
            problem(
                "roles[%s].role".formatted(i),
                "'%s' (expected: %s)"
                    .formatted(
                        one.role(),
                        Arrays.stream(Role.values())
                            .map(Role::word)
                            .collect(Collectors.joining(" | ")))));
      }
      role.ifPresent(is -> roles.put(one.group(), is));
    }
    List<AddressBlock> allow = List.of();
    try {
      allow = AddressGuard.allowed("xiaoer.oidc.allow", written.allow());
    } catch (BadSettings bad) {
      problems.addAll(bad.problems());
    }
    if (issuer.isEmpty() || !problems.isEmpty()) {
      throw new BadSettings(problems);
    }
    return new SsoSettings(
        issuer.get(),
        written.clientId(),
        written.clientSecret(),
        name,
        written.userClaim(),
        written.groupsClaim(),
        Map.copyOf(roles),
        allow);
  }

  /** What somebody of these groups becomes, who has no account: the highest of their roles. */
  Optional<Role> role(Collection<String> groups) {
    return groups.stream()
        .flatMap(group -> Optional.ofNullable(roles.get(group)).stream())
        .max(Comparator.naturalOrder());
  }

  private static Problem problem(String key, String what) {
    return new Problem("xiaoer.oidc." + key, what);
  }

  @Override
  public String toString() {
    return "SsoSettings[" + issuer + "]";
  }
}
