package io.xiaoer.assignment;

import io.xiaoer.assignment.AssignmentRule.Mode;
import io.xiaoer.conversation.Queue;
import io.xiaoer.hours.Timetables;
import io.xiaoer.presence.Presence;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the planner knows, as of one moment.
 *
 * @param waiting in the order of their waiting; all, or those who can be given to somebody
 * @param assigned what the server has assigned to people, and the customer waits
 * @param agents everybody who is let in
 * @param shops at least those that have somebody in {@code waiting} or {@code assigned}
 * @param missedBy who was the last to miss a conversation, or had it when a person put it back, by
 *     conversation
 * @param groups the members of each group of agents
 */
record Situation(
    Instant now,
    List<Queue.Waiting> waiting,
    List<Queue.Assigned> assigned,
    List<Agent> agents,
    Map<ShopId, ShopNow> shops,
    Map<Long, String> missedBy,
    Map<Long, Set<String>> groups) {

  /**
   * One who may serve.
   *
   * @param online what they say of themselves
   * @param load conversations that need them
   * @param ceiling of their own
   * @param lastAssignedAt null when they have got none lately
   */
  record Agent(
      String username,
      ShopScope shops,
      boolean online,
      Presence presence,
      int load,
      @Nullable Integer ceiling,
      @Nullable Instant lastAssignedAt) {
    boolean isAssignable() {
      return online && presence == Presence.CONNECTED;
    }

    boolean hasRoom(AssignmentRule rule) {
      return load < rule.ceilingFor(ceiling);
    }
  }

  /**
   * A shop at this moment.
   *
   * @param opensAt null while it is open, or when it never does
   * @param assessed whether answers to what comes now are counted
   */
  record ShopNow(
      AssignmentRule rule, boolean open, @Nullable ZonedDateTime opensAt, boolean assessed) {
    static ShopNow at(Timetables timetables, ShopId shop, AssignmentRule rule, Instant moment) {
      boolean open = timetables.isOpen(shop, moment);
      Instant opens = open ? null : timetables.at(shop, moment).until();
      return new ShopNow(
          rule,
          open,
          opens == null ? null : opens.atZone(timetables.zone(shop)),
          timetables.isAssessed(shop, moment.minus(Planner.AT_RISK)));
    }

    /** Whether the server gives anything at this moment. */
    boolean assignsNow() {
      return rule.mode() == Mode.AUTOMATIC && open;
    }
  }
}
