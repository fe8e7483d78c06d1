package io.xiaoer.search;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.conversation.Message.Direction;
import io.xiaoer.shop.ShopScope;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Messages by what they say and whose they are. */
@RestController
@RequiresPermission(Permission.CONVERSATIONS_READ)
class SearchController {
  private static final int PAGE_MAX = 100;
  private static final int TAG_CHARS_MAX = 40;
  private static final int USERNAME_CHARS_MAX = 100;
  private static final Set<String> TYPES =
      Set.of("text", "image", "video", "file", "product_share", "order_share", "voice", "unknown");
  private static final char NUL = 0; // PostgreSQL takes no text with it
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

  private final Search search;

  SearchController(Search search) {
    this.search = search;
  }

  record HitView(
      String conversationId,
      String messageId,
      String shop,
      String openId,
      @Nullable String remarkName,
      Instant at,
      String direction,
      String type,
      @Nullable String by,
      String snippet,
      List<List<Integer>> marks) {}

  record HitList(List<HitView> hits, @Nullable String nextCursor) {}

  @GetMapping("/api/v1/search")
  HitList search(
      ShopScope shops,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String shop,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "") String by,
      @RequestParam(defaultValue = "") String direction,
      @RequestParam(defaultValue = "") String type,
      @RequestParam(defaultValue = "") String tag,
      @RequestParam(defaultValue = "") String conversation,
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "30") int limit,
      @AuthenticationPrincipal Caller caller) {
    if (Stream.of(q, shop, from, to, by, direction, type, tag, conversation)
        .allMatch(String::isBlank)) {
      throw unfit(
          FieldError.missing(
              "q",
              "text to find, or one of shop, from, to, by, direction, type, tag and conversation"));
    }
    if (q.length() > Search.TEXT_CHARS_MAX) {
      throw unfit(FieldError.tooLong("q", Search.TEXT_CHARS_MAX));
    }
    SearchQuery question =
        new SearchQuery(
            q.replace(NUL, ' '),
            shops,
            instant("from", from),
            instant("to", to),
            word("by", by, USERNAME_CHARS_MAX),
            direction(direction),
            type(type),
            word("tag", tag, TAG_CHARS_MAX),
            conversation(conversation));
    long before = before(cursor);
    int hitsMax = RequestParams.page(limit, PAGE_MAX);
    Search.Page page = search.find(caller.name(), question, before, hitsMax);
    Long next = page.next();
    return new HitList(
        page.hits().stream().map(SearchController::view).toList(),
        next == null ? null : String.valueOf(next));
  }

  private static HitView view(Hit hit) {
    return new HitView(
        String.valueOf(hit.conversationId()),
        String.valueOf(hit.messageId()),
        hit.shop().value(),
        hit.openId(),
        hit.remarkName(),
        hit.at(),
        hit.direction().name().toLowerCase(Locale.ROOT),
        hit.type(),
        hit.by(),
        hit.snippet().text(),
        hit.snippet().marks().stream().map(SearchController::pair).toList());
  }

  private static List<Integer> pair(Snippet.Mark mark) {
    return List.of(mark.begin(), mark.end());
  }

  /** The page goes on behind the message that the cursor names. */
  private static long before(String cursor) {
    return cursor.isEmpty()
        ? Long.MAX_VALUE
        : RequestParams.number(cursor).orElseThrow(() -> unfit(FieldError.unknownCursor()));
  }

  private static @Nullable Long conversation(String id) {
    return id.isEmpty()
        ? null
        : RequestParams.number(id).orElseThrow(() -> unfit(FieldError.notAnId("conversation")));
  }

  private static @Nullable Instant instant(String name, String value) {
    if (value.isEmpty()) {
      return null;
    }
    try {
      Instant instant = OffsetDateTime.parse(value).toInstant();
      if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
        return instant;
      }
    } catch (DateTimeException notATime) {
      // Answered below.
    }
    throw unfit(FieldError.notATime(name));
  }

  private static @Nullable Direction direction(String direction) {
    return switch (direction) {
      case "" -> null;
      case "in" -> Direction.IN;
      case "out" -> Direction.OUT;
      default -> throw unfit(FieldError.notOneOf("direction", List.of("in", "out")));
    };
  }

  private static @Nullable String type(String type) {
    if (type.isEmpty() || TYPES.contains(type)) {
      return type.isEmpty() ? null : type;
    }
    throw unfit(FieldError.notOneOf("type", TYPES.stream().sorted().toList()));
  }

  private static @Nullable String word(String name, String value, int charsMax) {
    if (value.length() > charsMax || value.indexOf(NUL) >= 0) {
      throw unfit(FieldError.tooLong(name, charsMax));
    }
    return value.isEmpty() ? null : value;
  }

  private static ApiProblem unfit(FieldError error) {
    return ApiProblem.unprocessable(error);
  }
}
