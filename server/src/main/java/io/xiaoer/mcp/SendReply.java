package io.xiaoer.mcp;

import io.xiaoer.access.Permission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.assist.Promise;
import io.xiaoer.assist.PromiseMarks;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.Origin;
import io.xiaoer.proposal.Proposals;
import io.xiaoer.send.AnswerIntake;
import io.xiaoer.send.AnswerReview;
import io.xiaoer.send.Answers.Reply;
import io.xiaoer.store.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Sends an answer that nobody has read: as an automatic one, which leaves people their share of the
 * platform's five and lets the customer wait on for a person; through every check of the composer;
 * without anything that the shop has not stated; and up to a number a day.
 */
final class SendReply implements Tool {
  private static final int CLIENT_ID_CHARS = 32;
  private static final String REASON = "reason";
  private static final String ANSWERED_MEANWHILE = "answered_meanwhile";
  private static final String CONFIRMED_BY_A_PERSON = "policy_confirm";

  private final Conversations conversations;
  private final AnswerIntake intake;
  private final PromiseMarks promises;
  private final Proposals proposals;
  private final DayCounts counts;

  SendReply(
      Conversations conversations,
      AnswerIntake intake,
      PromiseMarks promises,
      Proposals proposals,
      DayCounts counts) {
    this.conversations = conversations;
    this.intake = intake;
    this.promises = promises;
    this.proposals = proposals;
    this.counts = counts;
  }

  @Override
  public String name() {
    return "send_reply";
  }

  @Override
  public String about() {
    return "Sends a reply to the customer at once, without a person. Prefer propose_reply. It is"
        + " refused where it says anything that the shop has not stated (amounts, refunds, dates,"
        + " contacts, links), where the shop's own rules object, where the platform takes no more,"
        + " and when this key has used up its day. The customer still counts as waiting for a"
        + " person. The same reply to the same last_message_id is sent once.";
  }

  @Override
  public Permission needs() {
    return Permission.REPLIES_SEND;
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
    String text = asked.text();
    long seen = asked.seen();
    String by = call.caller().name();
    Reply reply =
        new Reply(
            conversation.id(),
            "mcp-" + Sha256.hex(by + "\n" + seen + "\n" + text).substring(0, CLIENT_ID_CHARS),
            new MessageBody.Text(text),
            by,
            new Origin.Api(),
            true,
            Duration.ZERO,
            seen,
            null,
            null);
    try {
      return intake.take(
          conversation, reply, false, List.of(new Unread(conversation, by, text, seen)));
    } catch (ApiProblem refused) {
      throw told(refused);
    }
  }

  /** What a person could do about it, a program cannot: it is told what it can. */
  private static ApiProblem told(ApiProblem refused) {
    Map<String, Object> properties =
        Objects.requireNonNullElse(refused.getBody().getProperties(), Map.of());
    if (ANSWERED_MEANWHILE.equals(properties.get(REASON))) {
      return ReplyArguments.movedOn();
    }
    return CONFIRMED_BY_A_PERSON.equals(properties.get(REASON))
        ? ApiProblem.conflict(
            "policy_confirm",
            "The shop wants a person to confirm these words. Change them, or propose the reply.")
        : refused;
  }

  /** What stands against an answer that no person has read. */
  private final class Unread implements AnswerReview.Finding {
    private final Conversation conversation;
    private final String by;
    private final String text;
    private final long seen;

    private Unread(Conversation conversation, String by, String text, long seen) {
      this.conversation = conversation;
      this.by = by;
      this.text = text;
      this.seen = seen;
    }

    @Override
    public void refuse(boolean confirmed) {
      if (proposals.newest(conversation.id()) > seen) {
        throw ReplyArguments.movedOn();
      }
      List<Promise> marks = promises.in(conversation, text);
      if (!marks.isEmpty()) {
        throw ApiProblem.of(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "promises_more",
                "The reply says what the shop has not stated; marks has each passage. Leave it"
                    + " out, or propose the reply to a person.")
            .with("marks", ProposeReply.marks(marks));
      }
    }

    @Override
    public void taken(JdbcClient jdbc, Instant at) {
      counts.sent(jdbc, by, at);
      Audit.note(jdbc, at, by, AuditAction.REPLY_SENT, "conversation " + conversation.id(), "");
    }
  }
}
