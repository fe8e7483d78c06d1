package io.xiaoer.aftersales;

import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.aftersales.Cases.Case;
import io.xiaoer.aftersales.Cases.Place;
import io.xiaoer.aftersales.Cases.Selection;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.NamedConversation;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** After-sales orders and disputes, of one customer and of all. */
@RestController
@RequestMapping("/api/v1")
@RequiresPermission(Permission.CONVERSATIONS_READ)
class AfterSalesController {
  private static final int PAGE_MAX = 200;
  private static final Pattern PLACE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  private final Cases cases;
  private final Conversations conversations;

  AfterSalesController(Cases cases, Conversations conversations) {
    this.cases = cases;
    this.conversations = conversations;
  }

  record CaseView(
      String kind,
      String shop,
      String caseId,
      @Nullable String afterSaleOrderId,
      String orderId,
      String status,
      String turn,
      Instant since,
      Instant updatedAt,
      @Nullable String conversationId) {
    static CaseView of(Case one) {
      Long conversation = one.conversationId();
      return new CaseView(
          one.kind().name().toLowerCase(Locale.ROOT),
          one.shop().value(),
          one.caseId(),
          one.afterSaleId(),
          one.orderId(),
          one.status(),
          CaseStatus.turn(one.status()).word(),
          one.since(),
          one.toldAt(),
          conversation == null ? null : String.valueOf(conversation));
    }
  }

  record CaseList(List<CaseView> cases) {}

  record CasePage(List<CaseView> cases, @Nullable String nextCursor) {}

  @GetMapping("/conversations/{id}/after-sales")
  CaseList ofCustomer(@PathVariable String id) {
    Conversation conversation = NamedConversation.find(conversations, id);
    return new CaseList(
        cases.of(conversation.shop(), conversation.openId()).stream().map(CaseView::of).toList());
  }

  @GetMapping("/after-sales")
  CasePage list(
      ShopScope shops,
      @RequestParam(defaultValue = "merchant") String state,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(defaultValue = "") String cursor) {
    Selection selection = Selection.of(state).orElseThrow(AfterSalesController::noSelection);
    int casesMax = RequestParams.page(limit, PAGE_MAX);
    List<Case> found = cases.list(shops, selection, place(cursor), casesMax + 1);
    List<Case> page = found.stream().limit(casesMax).toList();
    return new CasePage(
        page.stream().map(CaseView::of).toList(),
        found.size() > casesMax ? cursor(page.getLast()) : null);
  }

  private static ApiProblem noSelection() {
    return ApiProblem.badRequest(
        FieldError.notOneOf("state", Stream.of(Selection.values()).map(Selection::word).toList()));
  }

  private static String cursor(Case last) {
    return Micros.of(last.since()) + "-" + last.id();
  }

  private static @Nullable Place place(String cursor) {
    if (cursor.isEmpty()) {
      return null;
    }
    Matcher matcher = PLACE.matcher(cursor);
    if (!matcher.matches()) {
      throw ApiProblem.badRequest(FieldError.unknownCursor());
    }
    return new Place(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }
}
