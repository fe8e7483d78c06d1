package io.xiaoer.assignment;

import io.xiaoer.api.FieldError;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.staff.Accounts;
import io.xiaoer.staff.ShopList;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The groups of agents. */
final class GroupTable {
  /** What browsers are told that show groups. */
  private static final String TOPIC = "groups";

  private final Database database;
  private final ChangeFeed changeFeed;
  private final InstantSource clock;

  GroupTable(Database database, ChangeFeed changeFeed, InstantSource clock) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.clock = clock;
  }

  /** What became of a group that was to be kept. */
  sealed interface Kept {
    record Done(AgentGroup group) implements Kept {}

    record NotThere() implements Kept {}

    /** Another one has this name. */
    record Taken() implements Kept {}

    record TooMany() implements Kept {}

    record Bad(FieldError error) implements Kept {}
  }

  List<AgentGroup> all() {
    return database.read(GroupTable::all);
  }

  Optional<AgentGroup> find(long id) {
    return all().stream().filter(one -> one.id() == id).findFirst();
  }

  /** By name. */
  static List<AgentGroup> all(JdbcClient jdbc) {
    Map<Long, List<String>> members = members(jdbc);
    return jdbc.sql("SELECT id, name, shops FROM agent_group ORDER BY name, id")
        .query((row, _) ->
            new AgentGroup(
                row.getLong("id"),
                row.getString("name"),
                ShopList.set(row.getString("shops")),
                members.getOrDefault(row.getLong("id"), List.of())))
        .list();
  }

  private static Map<Long, List<String>> members(JdbcClient jdbc) {
    Map<Long, List<String>> members = new HashMap<>();
    jdbc.sql("SELECT group_id, username FROM agent_group_member ORDER BY username")
        .query(row -> {
          members
              .computeIfAbsent(row.getLong("group_id"), _ -> new ArrayList<>())
              .add(row.getString("username"));
        });
    return members;
  }

  Kept add(AgentGroup wanted, String by) {
    Instant now = clock.instant();
    Kept kept =
        database.write(jdbc -> {
          List<AgentGroup> all = all(jdbc);
          if (all.size() >= AgentGroup.GROUPS_MAX) {
            return new Kept.TooMany();
          }
          Optional<Kept> problem = problem(jdbc, all, wanted);
          if (problem.isPresent()) {
            return problem.get();
          }
          long id =
              jdbc.sql(
                      """
                      INSERT INTO agent_group (name, shops, created_at, created_by)
                      VALUES (?, ?, ?, ?) RETURNING id
                      """)
                  .params(
                      Arrays.asList(
                          wanted.name(), ShopList.text(wanted.shops()), Micros.of(now), by))
                  .query(Long.class)
                  .single();
          return done(jdbc, id, wanted, AuditAction.GROUP_ADDED, now, by);
        });
    changeFeed.announce();
    return kept;
  }

  Kept change(AgentGroup wanted, String by) {
    Instant now = clock.instant();
    Kept kept =
        database.write(jdbc -> {
          List<AgentGroup> others =
              all(jdbc).stream().filter(one -> one.id() != wanted.id()).toList();
          Optional<Kept> problem = problem(jdbc, others, wanted);
          if (problem.isPresent()) {
            return problem.get();
          }
          int changed =
              jdbc.sql("UPDATE agent_group SET name = ?, shops = ? WHERE id = ?")
                  .params(Arrays.asList(wanted.name(), ShopList.text(wanted.shops()), wanted.id()))
                  .update();
          return changed == 0
              ? new Kept.NotThere()
              : done(jdbc, wanted.id(), wanted, AuditAction.GROUP_CHANGED, now, by);
        });
    changeFeed.announce();
    return kept;
  }

  /** What was handed to it waits for everybody. */
  void remove(AgentGroup group, String by) {
    database.write(jdbc -> {
      removeMembers(jdbc, group.id());
      jdbc.sql("DELETE FROM agent_group WHERE id = ?").param(group.id()).update();
      Audit.note(
          jdbc,
          clock.instant(),
          by,
          AuditAction.GROUP_REMOVED,
          "group " + group.id(),
          group.name());
      ChangeFeed.noteTopic(jdbc, TOPIC);
      return true;
    });
    changeFeed.announce();
  }

  private static Optional<Kept> problem(
      JdbcClient jdbc, List<AgentGroup> others, AgentGroup wanted) {
    if (others.stream().anyMatch(one -> one.name().equalsIgnoreCase(wanted.name()))) {
      return Optional.of(new Kept.Taken());
    }
    Set<String> people =
        Accounts.active(jdbc).stream().map(Accounts.Account::username).collect(Collectors.toSet());
    return wanted.members().stream()
        .filter(member -> !people.contains(member))
        .findFirst()
        .map(_ ->
            new Kept.Bad(
                FieldError.of("members", "no_such_person", "a username of nobody who is let in")));
  }

  private static Kept done(
      JdbcClient jdbc, long id, AgentGroup wanted, AuditAction what, Instant now, String by) {
    removeMembers(jdbc, id);
    for (String member : wanted.members()) {
      jdbc.sql("INSERT INTO agent_group_member (group_id, username) VALUES (?, ?)")
          .params(id, member)
          .update();
    }
    Audit.note(
        jdbc,
        now,
        by,
        what,
        "group " + id,
        "%s; %s members".formatted(wanted.name(), wanted.members().size()));
    ChangeFeed.noteTopic(jdbc, TOPIC);
    return new Kept.Done(new AgentGroup(id, wanted.name(), wanted.shops(), wanted.members()));
  }

  private static void removeMembers(JdbcClient jdbc, long id) {
    jdbc.sql("DELETE FROM agent_group_member WHERE group_id = ?").param(id).update();
  }
}
