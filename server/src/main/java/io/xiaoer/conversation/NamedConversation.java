package io.xiaoer.conversation;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.RequestParams;

/** The conversation that a path names. */
public final class NamedConversation {
  private NamedConversation() {}

  /**
   * Refuses an id of none; a path that is no number names nothing, as one that is too high does.
   */
  public static Conversation find(Conversations conversations, String id) {
    return RequestParams.number(id)
        .flatMap(conversations::find)
        .orElseThrow(NamedConversation::absent);
  }

  public static ApiProblem absent() {
    return ApiProblem.notFound("no_such_conversation", "No such conversation.");
  }
}
