package io.xiaoer.staff;

import io.xiaoer.access.Caller.Role;
import io.xiaoer.api.FieldError;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a new password must be, for whom: shorter where a second factor must follow it, and none
 * that is made of the account's or the shops' names.
 */
final class PasswordPolicy {
  private final Database database;
  private final SecondFactors secondFactors;
  private final Shops shops;

  PasswordPolicy(Database database, SecondFactors secondFactors, Shops shops) {
    this.database = database;
    this.secondFactors = secondFactors;
    this.shops = shops;
  }

  /** How many characters it needs, by role. */
  Map<Role, Integer> charsMin() {
    Set<Role> ofTwo = database.read(secondFactors::needed);
    Map<Role, Integer> least = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      least.put(
          role, ofTwo.contains(role) ? Passwords.CHARS_MIN_OF_TWO : Passwords.CHARS_MIN_ALONE);
    }
    return least;
  }

  /** What is wrong with it, if anything. */
  Optional<FieldError> problem(
      String field, String password, Role role, String username, String name) {
    List<String> own = new ArrayList<>(List.of(username, name));
    shops
        .all()
        .forEach(shop -> {
          own.add(shop.id().value());
          own.add(shop.name());
          own.add(shop.userName());
          own.add(shop.appId());
        });
    int least = charsMin().getOrDefault(role, Passwords.CHARS_MIN_ALONE);
    return Passwords.problem(field, password, least, own);
  }
}
