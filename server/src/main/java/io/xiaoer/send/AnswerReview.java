package io.xiaoer.send;

import io.xiaoer.conversation.Conversation;
import io.xiaoer.send.Answers.Reply;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What another feature has to say about an answer that is well formed: that its writer must be
 * asked once more, or that it must not leave. Every bean of this kind is asked before an answer of
 * a request is queued. One that is repeated under its client_id was decided when it first came.
 */
@FunctionalInterface
public interface AnswerReview {
  /** Empty for what is fine. */
  Optional<Finding> review(Conversation conversation, Reply reply);

  /** Something about one answer. */
  interface Finding {
    /**
     * Throws an {@link io.xiaoer.api.ApiProblem} when the answer must not be taken.
     *
     * @param confirmed its writer was asked, and sends it all the same
     */
    void refuse(boolean confirmed);

    /** The answer is taken, in this transaction; not called again for a repetition. */
    void taken(JdbcClient jdbc, Instant at);
  }
}
