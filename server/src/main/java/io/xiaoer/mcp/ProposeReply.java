package io.xiaoer.mcp;

import io.xiaoer.access.Permission;
import io.xiaoer.assist.Promise;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.proposal.Proposals;
import io.xiaoer.proposal.Proposals.Proposed;
import io.xiaoer.send.AnswerRefusals;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts an answer before the person who serves. */
final class ProposeReply implements Tool {
  private final Conversations conversations;
  private final Proposals proposals;
  private final DayCounts counts;
  private final InstantSource clock;

  ProposeReply(
      Conversations conversations, Proposals proposals, DayCounts counts, InstantSource clock) {
    this.conversations = conversations;
    this.proposals = proposals;
    this.counts = counts;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "propose_reply";
  }

  @Override
  public String about() {
    return "Shows a reply to the people who serve, above the box they write in. It is not sent: a"
        + " person inserts it, changes it and sends it, or throws it away. It goes away when the"
        + " customer writes again or anybody answers; another proposal of this key takes its"
        + " place. marks lists what the shop has not stated, which the person will be asked"
        + " about: amounts, refunds, dates, contacts, links.";
  }

  @Override
  public Permission needs() {
    return Permission.REPLIES_PROPOSE;
  }

  @Override
  public boolean writes() {
    return true;
  }

  @Override
  public List<Argument> takes() {
    return ReplyArguments.ALL;
  }

  @Override
  public JsonNode call(Values values, Call call) {
    ReplyArguments.Asked asked = ReplyArguments.read(values, conversations);
    Conversation conversation = asked.conversation();
    Instant now = clock.instant();
    if (conversation.budget().left() == 0) {
      throw AnswerRefusals.overBudget(conversation.budget(), now);
    }
    String by = call.caller().name();
    Proposed proposed =
        proposals.propose(
            conversation,
            by,
            asked.text(),
            asked.seen(),
            jdbc -> {
              counts.proposed(jdbc, by, now);
              Audit.note(
                  jdbc,
                  now,
                  by,
                  AuditAction.REPLY_PROPOSED,
                  "conversation " + conversation.id(),
                  "");
            });
    return switch (proposed) {
      case Proposed.MovedOn _ -> throw ReplyArguments.movedOn();
      case Proposed.Shown(long id, List<Promise> marks) -> {
        ObjectNode result =
            JsonNodeFactory.instance.objectNode().put("proposal_id", String.valueOf(id));
        result.set("marks", marks(marks));
        yield result;
      }
    };
  }

  static ArrayNode marks(List<Promise> marks) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    marks.forEach(
        mark -> json.addObject().put("kind", mark.kind().word()).put("text", mark.text()));
    return json;
  }
}
