package io.xiaoer.draft;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.NamedConversation;
import io.xiaoer.draft.Drafts.Draft;
import io.xiaoer.draft.Drafts.Outcome;
import io.xiaoer.shop.ShopScope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Drafts of whoever asks, and of nobody else. */
@RestController
@RequestMapping("/api/v1")
@RequiresPermission(Permission.SELF)
class DraftController {
  /** More than one message can hold, so that a text being cut down is not lost. */
  private static final int CHARS_MAX = 5_000;

  private final Drafts drafts;
  private final Conversations conversations;

  DraftController(Drafts drafts, Conversations conversations) {
    this.drafts = drafts;
    this.conversations = conversations;
  }

  record DraftView(String conversationId, String text, String updatedAt, String revision) {
    @Override
    public String toString() {
      return "DraftView[" + conversationId + "]";
    }
  }

  record KeptView(String revision) {}

  record DraftList(List<DraftView> drafts) {}

  /** Without a revision it replaces whatever is there. */
  record Written(@Nullable String text, @Nullable String revision) {
    @Override
    public String toString() {
      return "Written";
    }
  }

  @GetMapping("/drafts")
  DraftList list(ShopScope shops, @AuthenticationPrincipal Caller caller) {
    return new DraftList(
        drafts.of(caller.name(), shops).stream()
            .map(draft ->
                new DraftView(
                    String.valueOf(draft.conversationId()),
                    draft.text(),
                    draft.updatedAt().toString(),
                    String.valueOf(draft.revision())))
            .toList());
  }

  @PutMapping("/conversations/{id}/draft")
  ResponseEntity<KeptView> keep(
      @PathVariable String id,
      @RequestBody Written written,
      @AuthenticationPrincipal Caller caller) {
    Conversation conversation = NamedConversation.find(conversations, id);
    String text = written.text();
    if (text == null || text.length() > CHARS_MAX || text.indexOf('\0') >= 0) {
      throw ApiProblem.badRequest(FieldError.tooLong("text", CHARS_MAX));
    }
    if (written.revision() == null) {
      drafts.keep(caller.name(), conversation.id(), text);
      return ResponseEntity.noContent().build();
    }
    long revision = RequestParams.id("revision", written.revision());
    return switch (drafts.keep(caller.name(), conversation.id(), text, revision)) {
      case Outcome.Kept(long kept) -> ResponseEntity.ok(new KeptView(String.valueOf(kept)));
      case Outcome.Changed(Draft current) ->
          throw ApiProblem.conflict("draft_changed", "The draft has been changed elsewhere.")
              .with("draft", current(current));
    };
  }

  private static Map<String, String> current(Draft draft) {
    return Map.of("text", draft.text(), "revision", String.valueOf(draft.revision()));
  }
}
