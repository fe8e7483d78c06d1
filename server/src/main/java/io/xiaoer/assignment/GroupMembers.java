package io.xiaoer.assignment;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A group of agents, for those who sort by it what was done.
 *
 * @param usernames of its members, in order
 */
public record GroupMembers(long id, String name, List<String> usernames) {
  /** All of them, by name. */
  public static List<GroupMembers> all(JdbcClient jdbc) {
    return GroupTable.all(jdbc).stream()
        .map(group -> new GroupMembers(group.id(), group.name(), group.members()))
        .toList();
  }
}
