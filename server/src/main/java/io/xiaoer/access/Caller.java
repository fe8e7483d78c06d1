package io.xiaoer.access;

import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes a request, as far as the door has checked: what he may do, and what he sees. Both are
 * asked before a controller runs ({@link RequiresPermission}, {@link ResourceGate}); a controller
 * takes a {@link ShopScope} as parameter and is given the shops to read of.
 */
public sealed interface Caller {
  /** What stands beside the messages this caller sends. */
  String name();

  boolean may(Permission permission);

  /** The shops whose customers he may know of. */
  ShopScope shops();

  default boolean sees(ShopId shop) {
    return shops().has(shop);
  }

  /** Somebody with a session. */
  record Person(String username, String displayName, Role role, ShopScope shops) implements Caller {
    @Override
    public String name() {
      return username;
    }

    @Override
    public boolean may(Permission permission) {
      return role.compareTo(permission.least()) >= 0;
    }
  }

  /**
   * Somebody with a session whose role asks for a second factor that they do not have yet. Open to
   * them is what leads to one, and nothing else.
   */
  record Unproven(String username, String displayName, Role role) implements Caller {
    @Override
    public String name() {
      return username;
    }

    @Override
    public boolean may(Permission permission) {
      return permission == Permission.ENTRY || permission == Permission.SECOND_FACTOR;
    }

    @Override
    public ShopScope shops() {
      return ShopScope.none();
    }
  }

  /** Another system with an API key. */
  record ApiClient(String keyName, Set<Scope> scopes, ShopScope shops) implements Caller {
    public ApiClient {
      scopes = Set.copyOf(scopes);
    }

    @Override
    public String name() {
      return callerName(keyName);
    }

    /** No person's name: those have no colon. */
    public static String callerName(String keyName) {
      return "api:" + keyName;
    }

    @Override
    public boolean may(Permission permission) {
      return permission == Permission.ENTRY
          || permission == Permission.KNOWN
          || permission.scope().filter(scopes::contains).isPresent();
    }
  }

  /** What a person may do; each may do what those before it may. */
  enum Role {
    AGENT,
    SUPERVISOR,
    ADMINISTRATOR;

    /** As the API names it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String word) {
      return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
  }
}
