package io.xiaoer.phrase;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.media.MediaLibrary;
import io.xiaoer.phrase.Phrase.Body;
import io.xiaoer.phrase.Phrases.AllWritten;
import io.xiaoer.phrase.Phrases.Written;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Quick phrases. */
@RestController
@RequestMapping("/api/v1")
@RequiresPermission(Permission.CATALOG)
class PhraseController {
  private static final int AT_ONCE_MAX = 100;
  private static final String TEAM = "team";
  private static final String ME = "me";

  private final Phrases phrases;
  private final Shops shops;
  private final MediaLibrary library;

  PhraseController(Phrases phrases, Shops shops, MediaLibrary library) {
    this.library = library;
    this.phrases = phrases;
    this.shops = shops;
  }

  record PhraseList(List<ObjectNode> phrases) {}

  record Wanted(
      @Nullable String group,
      @Nullable String shortcut,
      @Nullable String title,
      @Nullable String kind,
      @Nullable String content,
      @Nullable String mediaId,
      @Nullable String productId,
      @Nullable String owner,
      @Nullable List<@Nullable String> shops,
      @Nullable Integer position) {
    @Override
    public String toString() {
      return "Wanted";
    }
  }

  @GetMapping("/phrases")
  PhraseList list(ShopScope visible, @AuthenticationPrincipal Caller caller) {
    return new PhraseList(
        phrases.of(caller.name(), visible).stream().map(phrase -> view(phrase, caller)).toList());
  }

  @PostMapping("/phrases")
  ResponseEntity<ObjectNode> add(
      @RequestBody Wanted wanted, @AuthenticationPrincipal Caller caller) {
    String owner = owner(wanted.owner(), caller);
    return ResponseEntity.status(HttpStatus.CREATED)
        .body(kept(phrases.add(reader(caller, "").read(wanted, 0, owner), caller.name()), caller));
  }

  @PutMapping("/phrases/{id}")
  ObjectNode change(
      @PathVariable String id, @RequestBody Wanted wanted, @AuthenticationPrincipal Caller caller) {
    Phrase before = changeable(id, caller);
    return kept(
        phrases.change(reader(caller, "").read(wanted, before.id(), before.owner()), caller.name()),
        caller);
  }

  @DeleteMapping("/phrases/{id}")
  ResponseEntity<Void> remove(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    phrases.remove(changeable(id, caller).id(), caller.name());
    return ResponseEntity.noContent().build();
  }

  record WantedAll(@Nullable String owner, @Nullable List<@Nullable Wanted> phrases) {
    @Override
    public String toString() {
      return "WantedAll";
    }
  }

  /** {@code known}: those that were there, with the same title and the same words. */
  record Imported(int added, int known) {}

  /** Adds phrases of a table; all of them or, when something is wrong with one, none. */
  @PostMapping("/phrase-imports")
  Imported addAll(@RequestBody WantedAll wanted, @AuthenticationPrincipal Caller caller) {
    String owner = owner(wanted.owner, caller);
    List<@Nullable Wanted> rows = wanted.phrases;
    if (rows == null || rows.isEmpty()) {
      throw ApiProblem.badRequest(FieldError.missing("phrases", "an array of phrases"));
    }
    if (rows.size() > AT_ONCE_MAX) {
      throw ApiProblem.badRequest(FieldError.tooMany("phrases", AT_ONCE_MAX));
    }
    List<Phrase> read = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String at = "phrases[%s]".formatted(i);
      Wanted row = rows.get(i);
      if (row == null) {
        throw ApiProblem.badRequest(FieldError.wrongJsonType(at, "an object"));
      }
      read.add(reader(caller, at + ".").read(row, 0, owner));
    }
    return switch (phrases.addAll(read, owner, caller.name())) {
      case AllWritten.Kept(int added) -> new Imported(added, read.size() - added);
      case AllWritten.TooMany(int max) -> throw tooMany(max);
    };
  }

  private PhraseReader reader(Caller caller, String at) {
    return new PhraseReader(shops, library, caller, at);
  }

  private static @Nullable String owner(@Nullable String written, Caller caller) {
    return switch (written) {
      case ME -> caller.name();
      case TEAM -> {
        ofTheTeam(caller);
        yield null;
      }
      case null, default ->
          throw ApiProblem.badRequest(FieldError.notOneOf("owner", List.of(TEAM, ME)));
    };
  }

  /** Whose it is, and whether it is there for him at all, was asked at the gate. */
  private Phrase changeable(String id, Caller caller) {
    Phrase phrase =
        RequestParams.number(id).flatMap(phrases::find).orElseThrow(PhraseController::notThere);
    if (phrase.owner() == null) {
      ofTheTeam(caller);
    }
    return phrase;
  }

  private static ObjectNode kept(Written written, Caller caller) {
    return switch (written) {
      case Written.Kept(Phrase phrase) -> view(phrase, caller);
      case Written.NotThere _ -> throw notThere();
      case Written.TooMany(int max) -> throw tooMany(max);
    };
  }

  private static ApiProblem tooMany(int max) {
    return ApiProblem.conflict(
        "too_many", "There can be at most %s phrases; remove some first.".formatted(max));
  }

  /** Of the shops that it is for, those which the caller sees. */
  private static ObjectNode view(Phrase phrase, Caller caller) {
    ObjectNode view =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", String.valueOf(phrase.id()))
            .put("group", phrase.group())
            .put("shortcut", phrase.shortcut())
            .put("title", phrase.title());
    switch (phrase.body()) {
      case Body.Text(String content) -> body(view, "text", content, null, null);
      case Body.Image(String mediaId, String content) ->
          body(view, "image", content, mediaId, null);
      case Body.ProductShare(String productId, String content) ->
          body(view, "product_share", content, null, productId);
    }
    view.put("owner", phrase.owner() == null ? TEAM : ME);
    List<ShopId> shops = phrase.shops();
    if (shops == null) {
      view.putNull("shops");
    } else {
      shops.stream().filter(caller::sees).map(ShopId::value).forEach(view.putArray("shops")::add);
    }
    return view.put("position", phrase.position());
  }

  private static void body(
      ObjectNode view,
      String kind,
      String content,
      @Nullable String mediaId,
      @Nullable String productId) {
    view.put("kind", kind)
        .put("content", content)
        .put("media_id", mediaId)
        .put("media_url", mediaId == null ? null : "/api/v1/media/" + mediaId)
        .put("product_id", productId);
  }

  private static void ofTheTeam(Caller caller) {
    if (!caller.may(Permission.TEAM)) {
      throw ApiProblem.of(
          HttpStatus.FORBIDDEN,
          "team_only",
          "Only supervisors and administrators write the team's phrases.");
    }
  }

  private static ApiProblem notThere() {
    return ApiProblem.notFound("no_such_phrase", "No such phrase.");
  }
}
