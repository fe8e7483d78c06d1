package io.xiaoer.conversation;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.conversation.Assignments.Outcome;
import io.xiaoer.staff.Accounts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Who serves a conversation. */
@RestController
@RequestMapping("/api/v1/conversations/{id}")
@RequiresPermission(Permission.CONVERSATIONS_WRITE)
class AssignmentController {
  private static final int NOTE_CHARS_MAX = 500;
  private static final int TRAIL_MAX = 500;

  private final Assignments assignments;
  private final Conversations conversations;
  private final AgentGroups groups;

  AssignmentController(Assignments assignments, Conversations conversations, AgentGroups groups) {
    this.assignments = assignments;
    this.conversations = conversations;
    this.groups = groups;
  }

  record Take(@Nullable String from) {}

  record PutBack(@Nullable String from) {}

  record HandOver(
      @Nullable String to, @Nullable String group, @Nullable String note, @Nullable Boolean force) {
    @Override
    public String toString() {
      return "HandOver";
    }
  }

  record EntryView(
      Instant at,
      String by,
      @Nullable String byName,
      String what,
      @Nullable String to,
      String note) {
    @Override
    public String toString() {
      return "EntryView";
    }
  }

  record Trail(List<EntryView> entries) {}

  @PostMapping("/take")
  ObjectNode take(
      @PathVariable String id, @RequestBody Take take, @AuthenticationPrincipal Caller caller) {
    if (!(caller instanceof Caller.Person person)) {
      throw ApiProblem.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "only_people_serve",
          "API clients cannot take conversations; assign one to a user.");
    }
    return after(id, assignments.take(number(id), take.from, person.username()));
  }

  @PostMapping("/hand-over")
  ObjectNode handOver(
      @PathVariable String id,
      @RequestBody HandOver handOver,
      @AuthenticationPrincipal Caller caller) {
    String to = handOver.to;
    String note = handOver.note == null ? "" : handOver.note.strip();
    String group = handOver.group;
    if (note.length() > NOTE_CHARS_MAX) {
      throw ApiProblem.unprocessable(FieldError.tooLong("note", NOTE_CHARS_MAX));
    }
    if (group != null) {
      if (to != null) {
        throw ApiProblem.badRequest(FieldError.of("group", "one_of_two", "to or group, not both"));
      }
      long wanted =
          RequestParams.number(group)
              .orElseThrow(() -> ApiProblem.badRequest(FieldError.notAnId("group")));
      return after(
          id, assignments.handOverToGroup(number(id), wanted, note, caller.name(), groups));
    }
    if (to == null || to.isEmpty()) {
      throw ApiProblem.badRequest(FieldError.missing("to", "a username"));
    }
    boolean force = Boolean.TRUE.equals(handOver.force);
    if (force && !caller.may(Permission.TEAM)) {
      throw ApiProblem.of(
          HttpStatus.FORBIDDEN,
          "supervisor_only",
          "force: only a supervisor hands a conversation over to somebody who is offline.");
    }
    return after(
        id, assignments.handOver(number(id), to, note, caller.name(), force, Accounts::readiness));
  }

  @PostMapping("/put-back")
  ObjectNode putBack(
      @PathVariable String id,
      @RequestBody PutBack putBack,
      @AuthenticationPrincipal Caller caller) {
    return after(id, assignments.putBack(number(id), putBack.from, caller.name()));
  }

  @PostMapping("/close")
  ObjectNode close(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    return after(id, assignments.close(number(id), caller.name()));
  }

  @PostMapping("/reopen")
  ObjectNode reopen(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    return after(id, assignments.reopen(number(id), caller.name()));
  }

  @RequiresPermission(Permission.CONVERSATIONS_READ)
  @GetMapping("/trail")
  Trail trail(@PathVariable String id) {
    return new Trail(
        assignments.trail(number(id), TRAIL_MAX).stream()
            .map(entry ->
                new EntryView(
                    entry.at(), entry.by(), entry.byName(), entry.what(), entry.to(), entry.note()))
            .toList());
  }

  private ObjectNode after(String id, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done _ ->
          conversations
              .find(number(id))
              .map(ConversationJson::conversation)
              .orElseThrow(NamedConversation::absent);
      case Outcome.NotThere _ -> throw NamedConversation.absent();
      case Outcome.Taken(var by) -> {
        ApiProblem taken =
            ApiProblem.of(
                HttpStatus.CONFLICT,
                "taken",
                by == null ? "Nobody serves it any more." : by + " serves it.");
        taken.with("assignee", by);
        throw taken;
      }
      case Outcome.CannotServe _ ->
          throw ApiProblem.of(
              HttpStatus.CONFLICT,
              "cannot_serve",
              "to: nobody of this name who is let in and sees the shop");
      case Outcome.IsOffline _ ->
          throw ApiProblem.conflict(
              "is_offline",
              "to: this user is offline and would not see the customer."
                  + " A supervisor can force it.");
    };
  }

  private static long number(String id) {
    return RequestParams.number(id).orElseThrow(NamedConversation::absent);
  }
}
