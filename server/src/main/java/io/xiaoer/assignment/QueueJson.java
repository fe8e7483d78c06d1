package io.xiaoer.assignment;

import io.xiaoer.assignment.Plan.Place;
import io.xiaoer.conversation.Queue;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A place in the queue as the API has it: in numbers, and in a sentence as agents say it. */
final class QueueJson {
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("M 月 d 日 HH:mm", Locale.ROOT);

  private QueueJson() {}

  static ObjectNode write(Place place, Queue.Listed listed) {
    ZonedDateTime opensAt = place.opensAt();
    String lastAgent = listed.lastAgent();
    String lastName = listed.lastAgentName();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("position", place.position())
        .put("reason", place.reason().word())
        .put("text", text(place, lastName))
        .put("online", place.online())
        .put("load", place.load())
        .put("ceiling", place.ceiling())
        .put("opens_at", opensAt == null ? null : opensAt.toInstant().toString());
    if (lastAgent == null) {
      node.putNull("last_agent");
    } else {
      node.putObject("last_agent").put("username", lastAgent).put("name", lastName);
    }
    return node;
  }

  private static String text(Place place, @Nullable String lastName) {
    String why =
        switch (place.reason()) {
          case MANUAL -> "等待客服接入";
          case OFF_HOURS -> {
            ZonedDateTime opensAt = place.opensAt();
            yield opensAt == null ? "非营业时间" : "非营业时间，" + DAY_AND_TIME.format(opensAt) + " 开始";
          }
          case NOBODY_ONLINE -> "无人在线";
          case ALL_FULL ->
              "%s 人在线，均已接满 %s/%s".formatted(place.online(), place.load(), place.ceiling());
          case PLANNING -> "正在分配";
        };
    return lastName == null ? why : why + "；上次由 " + lastName + " 接待";
  }
}
