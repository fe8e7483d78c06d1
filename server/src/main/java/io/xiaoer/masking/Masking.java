package io.xiaoer.masking;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Caller.Role;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From whom telephone numbers are hidden. Administrators and other systems see them always. */
public final class Masking {
  /** A signal of another node may be missed. */
  private static final Duration BELIEVED = Duration.ofSeconds(5);

  private final Database database;
  private final NodeSignals signals;
  private final InstantSource clock;

  private volatile Known known = new Known(Set.of(), 0, false);

  private record Known(Set<Role> roles, long atNanos, boolean fresh) {}

  Masking(Database database, NodeSignals signals, InstantSource clock) {
    this.database = database;
    this.signals = signals;
    this.clock = clock;
    signals.onRing(Topic.STAFF, _ -> known = new Known(known.roles, 0, false));
  }

  public boolean appliesTo(Caller caller) {
    return switch (caller) {
      case Caller.Person person ->
          person.role() != Role.ADMINISTRATOR && roles().contains(person.role());
      case Caller.Unproven _ -> true;
      case Caller.ApiClient _ -> false;
    };
  }

  /** How a text is shown to them. */
  public UnaryOperator<String> shownTo(Caller caller) {
    return appliesTo(caller) ? HiddenNumbers::mask : UnaryOperator.identity();
  }

  Set<Role> roles() {
    Known present = known;
    if (!present.fresh || System.nanoTime() - present.atNanos > BELIEVED.toNanos()) {
      present = new Known(database.read(Masking::read), System.nanoTime(), true);
      known = present;
    }
    return present.roles;
  }

  void change(Set<Role> roles, String by) {
    Instant now = clock.instant();
    database.write(jdbc -> {
      jdbc.sql("DELETE FROM masking_rule").update();
      roles.forEach(role ->
          jdbc.sql("INSERT INTO masking_rule (role, changed_at) VALUES (?, ?)")
              .params(role.name(), Micros.of(now))
              .update());
      Audit.note(
          jdbc,
          now,
          by,
          AuditAction.MASKING_CHANGED,
          "",
          roles.stream().sorted().map(Role::word).collect(Collectors.joining(", ")));
      return true;
    });
    signals.ring(Topic.STAFF);
  }

  private static Set<Role> read(JdbcClient jdbc) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    jdbc.sql("SELECT role FROM masking_rule")
        .query(row -> {
          roles.add(Role.valueOf(row.getString("role")));
        });
    return roles;
  }
}
