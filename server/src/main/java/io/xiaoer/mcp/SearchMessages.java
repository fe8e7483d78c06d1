package io.xiaoer.mcp;

import io.xiaoer.access.Permission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.conversation.Message.Direction;
import io.xiaoer.search.Hit;
import io.xiaoer.search.Search;
import io.xiaoer.search.SearchQuery;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Messages by their words. */
final class SearchMessages implements Tool {
  private static final String QUERY = "query";
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String DIRECTION = "direction";
  private static final String CURSOR = "cursor";
  private static final String LIMIT = "limit";
  private static final int MAX = 50;
  private static final int TIME_CHARS_MAX = 40;
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");
  private static final Map<String, Direction> DIRECTIONS =
      Map.of("in", Direction.IN, "out", Direction.OUT);

  private final Search search;

  SearchMessages(Search search) {
    this.search = search;
  }

  @Override
  public String name() {
    return "search_messages";
  }

  @Override
  public String about() {
    return "Messages that have all the words of a query, newest first, with the conversation each"
        + " is in. An order's, product's or customer's id finds what shows it.";
  }

  @Override
  public Permission needs() {
    return Permission.CONVERSATIONS_READ;
  }

  @Override
  public List<Argument> takes() {
    return List.of(
        new Argument.Text(QUERY, true, Search.TEXT_CHARS_MAX, "the words"),
        new Argument.Shop(false, "only of this shop, by its id"),
        new Argument.Text(
            FROM, false, TIME_CHARS_MAX, "written at or after this time, as 2026-11-25T00:00:00Z"),
        new Argument.Text(TO, false, TIME_CHARS_MAX, "written before this time"),
        new Argument.Choice(
            DIRECTION, List.of("both", "in", "out"), "in: of customers; out: of the shop"),
        new Argument.Id(CURSOR, false, "next_cursor of the page before"),
        new Argument.Count(LIMIT, MAX, 20, "how many at most"));
  }

  @Override
  public JsonNode call(Values values, Call call) {
    SearchQuery query =
        new SearchQuery(
            values.text(QUERY),
            call.shops(),
            instant(FROM, values.text(FROM)),
            instant(TO, values.text(TO)),
            null,
            DIRECTIONS.get(values.text(DIRECTION)),
            null,
            null,
            null);
    Search.Page page =
        search.find(
            call.caller().name(),
            query,
            values.id(CURSOR).orElse(Long.MAX_VALUE),
            values.count(LIMIT));
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode hits = result.putArray("hits");
    page.hits().forEach(hit -> hits.add(view(hit)));
    Long next = page.next();
    return result.put("next_cursor", next == null ? null : String.valueOf(next));
  }

  private static ObjectNode view(Hit hit) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("conversation_id", String.valueOf(hit.conversationId()))
        .put("message_id", String.valueOf(hit.messageId()))
        .put("shop", hit.shop().value())
        .put("open_id", hit.openId())
        .put("remark_name", hit.remarkName())
        .put("at", hit.at().toString())
        .put("direction", hit.direction().name().toLowerCase(Locale.ROOT))
        .put("type", hit.type())
        .put("by", hit.by())
        .put("snippet", hit.snippet().text());
  }

  private static @Nullable Instant instant(String name, String written) {
    if (written.isEmpty()) {
      return null;
    }
    try {
      Instant instant = OffsetDateTime.parse(written).toInstant();
      if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
        return instant;
      }
    } catch (DateTimeException notATime) {
      // Answered below.
    }
    throw ApiProblem.unprocessable(FieldError.notATime(name));
  }
}
