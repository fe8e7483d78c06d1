package io.xiaoer.phrase;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.Characters;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.media.Kind;
import io.xiaoer.media.MediaId;
import io.xiaoer.media.MediaItem;
import io.xiaoer.media.MediaLibrary;
import io.xiaoer.media.StoredFile;
import io.xiaoer.phrase.Phrase.Body;
import io.xiaoer.phrase.Phrases.Written;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
@RequestMapping("/api/v1/phrases")
@RequiresPermission(Permission.CATALOG)
class PhraseController {
  private static final int NAME_CHARS_MAX = 50;
  private static final int SHORTCUT_CHARS_MAX = 30;
  private static final int POSITION_MAX = 1_000_000;

  /** What the platform takes as one message. */
  private static final int CONTENT_BYTES_MAX = 2_048;

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

  @GetMapping
  PhraseList list(ShopScope visible, @AuthenticationPrincipal Caller caller) {
    return new PhraseList(
        phrases.of(caller.name(), visible).stream().map(phrase -> view(phrase, caller)).toList());
  }

  @PostMapping
  ResponseEntity<ObjectNode> add(
      @RequestBody Wanted wanted, @AuthenticationPrincipal Caller caller) {
    String owner =
        switch (wanted.owner()) {
          case ME -> caller.name();
          case TEAM -> {
            ofTheTeam(caller);
            yield null;
          }
          case null, default -> throw bad(FieldError.notOneOf("owner", List.of("team", "me")));
        };
    return ResponseEntity.status(HttpStatus.CREATED)
        .body(kept(phrases.add(read(wanted, 0, owner, caller), caller.name()), caller));
  }

  @PutMapping("/{id}")
  ObjectNode change(
      @PathVariable String id, @RequestBody Wanted wanted, @AuthenticationPrincipal Caller caller) {
    Phrase before = changeable(id, caller);
    return kept(
        phrases.change(read(wanted, before.id(), before.owner(), caller), caller.name()), caller);
  }

  @DeleteMapping("/{id}")
  ResponseEntity<Void> remove(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    phrases.remove(changeable(id, caller).id(), caller.name());
    return ResponseEntity.noContent().build();
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

  private Phrase read(Wanted wanted, long id, @Nullable String owner, Caller caller) {
    String shortcut = text("shortcut", wanted.shortcut(), 0, SHORTCUT_CHARS_MAX);
    if (shortcut.chars().anyMatch(Character::isWhitespace)) {
      throw bad(FieldError.of("shortcut", "has_spaces", "without spaces"));
    }
    List<ShopId> forShops = shops(wanted.shops(), caller);
    return new Phrase(
        id,
        owner,
        text("group", wanted.group(), 0, NAME_CHARS_MAX),
        shortcut,
        text("title", wanted.title(), 1, NAME_CHARS_MAX),
        body(wanted, forShops, caller),
        forShops,
        position(wanted.position()));
  }

  private Body body(Wanted wanted, @Nullable List<ShopId> forShops, Caller caller) {
    String content = Objects.requireNonNullElse(wanted.content(), "");
    int bytes = content.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > CONTENT_BYTES_MAX || content.indexOf('\0') >= 0) {
      throw bad(FieldError.tooManyBytes("content", CONTENT_BYTES_MAX));
    }
    return switch (wanted.kind()) {
      case "text" -> {
        if (Characters.isInvisible(content)) {
          throw bad(FieldError.blank("content"));
        }
        yield new Body.Text(content);
      }
      case "image" ->
          new Body.Image(picture(id("media_id", wanted.mediaId()), forShops, caller), content);
      case "product_share" -> new Body.ProductShare(id("product_id", wanted.productId()), content);
      case null, default ->
          throw bad(FieldError.notOneOf("kind", List.of("text", "image", "product_share")));
    };
  }

  /** A stored picture; one that came from a shop's customer is for that shop only. */
  private String picture(String id, @Nullable List<ShopId> forShops, Caller caller) {
    MediaItem item =
        MediaId.parse(id)
            .flatMap(library::find)
            .filter(found -> {
              ShopId shop = found.shop();
              return shop == null || caller.sees(shop);
            })
            .orElseThrow(() ->
                ApiProblem.of(
                    HttpStatus.UNPROCESSABLE_CONTENT, "no_such_file", "media_id: no such file"));
    StoredFile file = item.file();
    if (file == null || file.type().kind() != Kind.IMAGE) {
      throw ApiProblem.of(
          HttpStatus.UNPROCESSABLE_CONTENT, "wrong_type", "media_id: the file is no picture");
    }
    ShopId shop = item.shop();
    if (shop != null && (forShops == null || !forShops.stream().allMatch(shop::equals))) {
      throw ApiProblem.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "file_of_a_shop",
          "media_id: a file of shop %s, so the phrase can be for that shop only"
              .formatted(shop.value()));
    }
    return id;
  }

  private @Nullable List<ShopId> shops(@Nullable List<@Nullable String> written, Caller caller) {
    if (written == null) {
      return null;
    }
    List<ShopId> ids = new ArrayList<>();
    for (String id : written) {
      ids.add(
          shops
              .find(String.valueOf(id))
              .map(Shop::id)
              .filter(caller::sees)
              .orElseThrow(() -> bad(FieldError.unknownShop("shops"))));
    }
    return ids;
  }

  private static int position(@Nullable Integer position) {
    if (position == null) {
      return 0;
    }
    if (position < 0 || position > POSITION_MAX) {
      throw bad(FieldError.outOfRange("position", 0, POSITION_MAX));
    }
    return position;
  }

  private static String id(String name, @Nullable String id) {
    if (id == null || !id.matches("[0-9A-Za-z_-]{1,64}")) {
      throw bad(FieldError.notAnId(name));
    }
    return id;
  }

  private static String text(String name, @Nullable String value, int min, int max) {
    String text = Objects.requireNonNullElse(value, "").strip();
    int length = text.codePointCount(0, text.length());
    if (length < min || length > max || text.indexOf('\0') >= 0) {
      throw bad(FieldError.length(name, min, max));
    }
    return text;
  }

  private static ObjectNode kept(Written written, Caller caller) {
    return switch (written) {
      case Written.Kept(Phrase phrase) -> view(phrase, caller);
      case Written.NotThere _ -> throw notThere();
      case Written.TooMany(int max) ->
          throw ApiProblem.of(
              HttpStatus.CONFLICT,
              "too_many",
              "There are %s phrases already; remove some first.".formatted(max));
    };
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

  private static ApiProblem bad(FieldError error) {
    return ApiProblem.badRequest(error);
  }
}
