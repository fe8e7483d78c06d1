package io.xiaoer.assist;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.Characters;
import io.xiaoer.api.FieldError;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.NamedConversation;
import io.xiaoer.masking.Masking;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Drafts, merged lines and summaries, for whoever answers a customer. */
@RestController("assistDraftController")
class DraftController {
  /** An allowance of the platform has five. */
  private static final int LINES_MAX = 50;

  /** Two messages, as long as they may be. */
  private static final int LINES_CHARS_MAX = 4_000;

  private final Drafter drafter;
  private final Conversations conversations;
  private final Masking masking;

  DraftController(Drafter drafter, Conversations conversations, Masking masking) {
    this.masking = masking;
    this.drafter = drafter;
    this.conversations = conversations;
  }

  /**
   * @param host that is given the text; null where nothing drafts
   */
  record Offer(boolean draft, @Nullable String host) {}

  @RequiresPermission(Permission.KNOWN)
  @GetMapping("/api/v1/assistant")
  Offer offer() {
    return drafter
        .model()
        .map(model -> new Offer(true, Model.host(model.base())))
        .orElseGet(() -> new Offer(false, null));
  }

  /** Streams it; what is refused is refused before, as everywhere. */
  @RequiresPermission(Permission.CONVERSATIONS_WRITE)
  @PostMapping("/api/v1/conversations/{id}/draft")
  void draft(
      @PathVariable String id, @AuthenticationPrincipal Caller caller, HttpServletResponse response)
      throws IOException {
    stream(id, new Task.Draft(), caller, response);
  }

  record Unsent(@Nullable List<@Nullable String> lines) {
    @Override
    public String toString() {
      return "Unsent";
    }
  }

  /** One message of what the caller has written and not sent. */
  @RequiresPermission(Permission.CONVERSATIONS_WRITE)
  @PostMapping("/api/v1/conversations/{id}/merge")
  void merge(
      @PathVariable String id,
      @RequestBody Unsent unsent,
      @AuthenticationPrincipal Caller caller,
      HttpServletResponse response)
      throws IOException {
    stream(id, new Task.Merge(lines(unsent)), caller, response);
  }

  /** For the colleague to whom the conversation is handed over, and for nobody else. */
  @RequiresPermission(Permission.CONVERSATIONS_WRITE)
  @PostMapping("/api/v1/conversations/{id}/summary")
  void summarize(
      @PathVariable String id, @AuthenticationPrincipal Caller caller, HttpServletResponse response)
      throws IOException {
    stream(id, new Task.Summary(), caller, response);
  }

  private static List<String> lines(Unsent unsent) {
    List<@Nullable String> written = unsent.lines;
    if (written == null || written.isEmpty()) {
      throw ApiProblem.badRequest(FieldError.missing("lines", "what is to be one message"));
    }
    if (written.size() > LINES_MAX) {
      throw ApiProblem.unprocessable(FieldError.tooMany("lines", LINES_MAX));
    }
    List<String> lines = new ArrayList<>();
    int chars = 0;
    for (String line : written) {
      if (line == null || Characters.isInvisible(line)) {
        throw ApiProblem.badRequest(FieldError.blank("lines"));
      }
      chars += line.length();
      lines.add(line);
    }
    if (chars > LINES_CHARS_MAX) {
      throw ApiProblem.unprocessable(FieldError.tooLong("lines", LINES_CHARS_MAX));
    }
    return lines;
  }

  private void stream(String id, Task task, Caller caller, HttpServletResponse response)
      throws IOException {
    Conversation conversation = NamedConversation.find(conversations, id);
    Drafter.Ready ready = drafter.begin(conversation, caller.name(), task, masking.shownTo(caller));
    response.setContentType("text/event-stream");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no"); // nginx would keep it until it is whole
    Events events = new Events(response.getOutputStream());
    events.comment("the model is asked");
    ready.write(events);
  }

  /** Server-sent events; whoever has hung up is not an error. */
  private static final class Events implements Drafter.Listener {
    private final OutputStream out;
    private boolean open = true;

    Events(OutputStream out) {
      this.out = out;
    }

    void comment(String words) {
      write(": " + words + "\n\n");
    }

    @Override
    public boolean delta(String text) {
      return event("delta", JsonNodeFactory.instance.objectNode().put("text", text));
    }

    @Override
    public void done(String text, List<Promise> promises, @Nullable String id) {
      ObjectNode done = JsonNodeFactory.instance.objectNode().put("text", text).put("draft_id", id);
      ArrayNode warnings = done.putArray("warnings");
      for (Promise promise : promises) {
        warnings
            .addObject()
            .put("kind", promise.kind().word())
            .put("text", promise.text())
            .put("from", promise.from())
            .put("to", promise.to());
      }
      event("done", done);
    }

    @Override
    public void failed(String why) {
      event("failed", JsonNodeFactory.instance.objectNode().put("reason", why));
    }

    private boolean event(String name, ObjectNode data) {
      return write(
          "event: " + name + "\ndata: " + JsonMapper.shared().writeValueAsString(data) + "\n\n");
    }

    private boolean write(String text) {
      if (!open) {
        return false;
      }
      try {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
      } catch (IOException hungUp) {
        open = false;
      }
      return open;
    }
  }
}
