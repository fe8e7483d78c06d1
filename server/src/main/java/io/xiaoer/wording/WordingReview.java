package io.xiaoer.wording;

import static io.xiaoer.wording.WordingAction.CONFIRM;
import static io.xiaoer.wording.WordingAction.REFUSE;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.send.AnswerReview;
import io.xiaoer.send.Answers.Reply;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stands before the texts that are sent: asks their writer once more, or refuses them. */
final class WordingReview implements AnswerReview {
  private final WordingCheck check;
  private final Audit audit;
  private final InstantSource clock;

  WordingReview(WordingCheck check, Audit audit, InstantSource clock) {
    this.check = check;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public Optional<AnswerReview.Finding> review(Conversation conversation, Reply reply) {
    if (!(reply.content() instanceof MessageBody.Text(String content))) {
      return Optional.empty();
    }
    List<WordingHit> hits = check.check(conversation.shop(), content);
    return hits.isEmpty() ? Optional.empty() : Optional.of(new Words(reply, hits));
  }

  private final class Words implements AnswerReview.Finding {
    private final Reply reply;
    private final List<WordingHit> hits;
    private final WordingAction strongest;

    private Words(Reply reply, List<WordingHit> hits) {
      this.reply = reply;
      this.hits = hits;
      this.strongest = WordingHit.strongest(hits).orElseThrow();
    }

    @Override
    public void refuse(boolean confirmed) {
      switch (strongest) {
        case WARN -> {}
        case CONFIRM -> {
          if (!confirmed) {
            throw ApiProblem.of(
                    HttpStatus.CONFLICT,
                    "policy_confirm",
                    "The shop wants these words to be confirmed. Change them, or send the answer"
                        + " with \"confirmed\": true.")
                .ofType("policy-confirm")
                .with("confirm", true)
                .with("hits", WordingJson.write(hits));
          }
        }
        case REFUSE -> {
          check.count(hits);
          audit.note(
              clock.instant(), reply.by(), AuditAction.WORDING_REFUSED, subject(), rules(REFUSE));
          throw ApiProblem.of(
                  HttpStatus.UNPROCESSABLE_CONTENT,
                  "policy_refused",
                  "The shop does not allow these words in answers. Change them and send it again.")
              .ofType("policy-refused")
              .with("hits", WordingJson.write(hits));
        }
      }
    }

    @Override
    public void taken(JdbcClient jdbc, Instant at) {
      check.count(hits);
      if (strongest == CONFIRM) {
        Audit.note(jdbc, at, reply.by(), AuditAction.WORDING_CONFIRMED, subject(), rules(CONFIRM));
      }
    }

    private String subject() {
      return "conversation " + reply.conversationId();
    }

    /** The rules of this action, and nothing of the text. */
    private String rules(WordingAction action) {
      return hits.stream()
          .filter(hit -> hit.action() == action)
          .map(hit -> hit.kind().word() + " " + hit.value())
          .distinct()
          .collect(Collectors.joining(", "));
    }
  }
}
