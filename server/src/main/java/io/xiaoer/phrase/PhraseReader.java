package io.xiaoer.phrase;

import io.xiaoer.access.Caller;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.Characters;
import io.xiaoer.api.FieldError;
import io.xiaoer.media.Kind;
import io.xiaoer.media.MediaId;
import io.xiaoer.media.MediaItem;
import io.xiaoer.media.MediaLibrary;
import io.xiaoer.media.StoredFile;
import io.xiaoer.phrase.Phrase.Body;
import io.xiaoer.phrase.PhraseController.Wanted;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Makes a phrase of what somebody wants to have written, or says what is wrong with it. */
final class PhraseReader {
  private static final int NAME_CHARS_MAX = 50;
  private static final int SHORTCUT_CHARS_MAX = 30;
  private static final int POSITION_MAX = 1_000_000;

  /** What the platform takes as one message. */
  private static final int CONTENT_BYTES_MAX = 2_048;

  private final Shops shops;
  private final MediaLibrary library;
  private final Caller caller;
  private final String at;

  /**
   * @param at stands before the names of fields: where in the request they are
   */
  PhraseReader(Shops shops, MediaLibrary library, Caller caller, String at) {
    this.shops = shops;
    this.library = library;
    this.caller = caller;
    this.at = at;
  }

  Phrase read(Wanted wanted, long id, @Nullable String owner) {
    String shortcut = text("shortcut", wanted.shortcut(), 0, SHORTCUT_CHARS_MAX);
    if (shortcut.chars().anyMatch(Character::isWhitespace)) {
      throw bad(FieldError.of("shortcut", "has_spaces", "without spaces"));
    }
    List<ShopId> forShops = shops(wanted.shops());
    return new Phrase(
        id,
        owner,
        text("group", wanted.group(), 0, NAME_CHARS_MAX),
        shortcut,
        text("title", wanted.title(), 1, NAME_CHARS_MAX),
        body(wanted, forShops),
        forShops,
        position(wanted.position()));
  }

  private Body body(Wanted wanted, @Nullable List<ShopId> forShops) {
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
      case "image" -> new Body.Image(picture(id("media_id", wanted.mediaId()), forShops), content);
      case "product_share" -> new Body.ProductShare(id("product_id", wanted.productId()), content);
      case null, default ->
          throw bad(FieldError.notOneOf("kind", List.of("text", "image", "product_share")));
    };
  }

  /** A stored picture; one that came from a shop's customer is for that shop only. */
  private String picture(String id, @Nullable List<ShopId> forShops) {
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

  private @Nullable List<ShopId> shops(@Nullable List<@Nullable String> written) {
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

  private int position(@Nullable Integer position) {
    if (position == null) {
      return 0;
    }
    if (position < 0 || position > POSITION_MAX) {
      throw bad(FieldError.outOfRange("position", 0, POSITION_MAX));
    }
    return position;
  }

  private String id(String name, @Nullable String id) {
    if (id == null || !id.matches("[0-9A-Za-z_-]{1,64}")) {
      throw bad(FieldError.notAnId(name));
    }
    return id;
  }

  private String text(String name, @Nullable String value, int min, int max) {
    String text = Objects.requireNonNullElse(value, "").strip();
    int length = text.codePointCount(0, text.length());
    if (length < min || length > max || text.indexOf('\0') >= 0) {
      throw bad(FieldError.length(name, min, max));
    }
    return text;
  }

  private ApiProblem bad(FieldError error) {
    return ApiProblem.badRequest(error.below(at));
  }
}
