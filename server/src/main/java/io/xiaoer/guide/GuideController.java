package io.xiaoer.guide;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.guide.GuideTable.Dismissal;
import io.xiaoer.guide.GuideTable.Subject;
import io.xiaoer.guide.TestMessages.Sent;
import io.xiaoer.outbound.AddressGuard;
import io.xiaoer.outbound.UrlField;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.Shops;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is missing before the switch. Each change answers with the whole list as it is then. */
@RestController
@RequestMapping("/api/v1/admin/guide")
@RequiresPermission(Permission.ADMIN)
class GuideController {
  private final Guide guide;
  private final Shops shops;
  private final AddressGuard guard;
  private final TestMessages testMessages;

  GuideController(Guide guide, Shops shops, AddressGuard guard, TestMessages testMessages) {
    this.testMessages = testMessages;
    this.guide = guide;
    this.shops = shops;
    this.guard = guard;
  }

  record DismissalView(String by, Instant at) {
    static @Nullable DismissalView of(@Nullable Dismissal dismissal) {
      return dismissal == null ? null : new DismissalView(dismissal.by(), dismissal.at());
    }
  }

  /** {@code shop} is null for what is of the installation. */
  record ItemView(
      String name,
      @Nullable String shop,
      String state,
      String reason,
      Map<String, Object> facts,
      @Nullable Instant checkedAt,
      @Nullable DismissalView dismissed) {
    static ItemView of(Guide.Item item) {
      String shop = item.key().shop();
      return new ItemView(
          item.key().check().word(),
          shop.isEmpty() ? null : shop,
          item.finding().state().word(),
          item.finding().reason(),
          item.finding().facts(),
          item.askedAt(),
          DismissalView.of(item.dismissal()));
    }
  }

  record GuideView(@Nullable String publicUrl, boolean publicUrlFromFile, List<ItemView> items) {}

  record Named(@Nullable String name, @Nullable String shop) {}

  record Decision(@Nullable String name, @Nullable String shop, @Nullable Boolean dismissed) {}

  record PublicUrl(@Nullable String url) {}

  @GetMapping
  GuideView guide() {
    return new GuideView(
        guide.publicUrl().map(URI::toString).orElse(null),
        guide.isUrlConfigured(),
        guide.items().stream().map(ItemView::of).toList());
  }

  @PostMapping("/checks")
  GuideView check(@RequestBody Named named) {
    guide.run(key(named.name, named.shop));
    return guide();
  }

  @PutMapping("/dismissals")
  GuideView dismiss(@RequestBody Decision decision, @AuthenticationPrincipal Caller caller) {
    Boolean dismissed = decision.dismissed;
    if (dismissed == null) {
      throw ApiProblem.badRequest(FieldError.missing("dismissed", "true or false"));
    }
    guide.dismiss(key(decision.name, decision.shop), dismissed, caller.name());
    return guide();
  }

  @PutMapping("/public-url")
  GuideView setPublicUrl(@RequestBody PublicUrl given, @AuthenticationPrincipal Caller caller) {
    String written = given.url;
    if (written == null) {
      throw ApiProblem.badRequest(FieldError.missing("url", "https://your-host"));
    }
    if (guide.isUrlConfigured()) {
      throw ApiProblem.conflict(
          "public_url_of_file", "It stands in xiaoer.yaml; change it there and restart.");
    }
    List<FieldError> errors = new ArrayList<>();
    URI url = UrlField.read("url", written, guard, errors);
    if (url != null && !AddressChecks.isOrigin(url)) {
      errors.add(FieldError.of("url", "not_an_origin", "https://host, without a path"));
    }
    if (url == null || !errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    guide.setPublicUrl(URI.create(url.toString().replaceFirst("/$", "")), caller.name());
    return guide();
  }

  record OfShop(@Nullable String shop) {}

  /**
   * What became of a test message: {@code openId} of the made-up customer once it was acknowledged,
   * else {@code status} of the answer, if there was one.
   */
  record TestMessage(@Nullable String openId, @Nullable Integer status) {}

  @PostMapping("/test-message")
  TestMessage sendTestMessage(@RequestBody OfShop of, @AuthenticationPrincipal Caller caller) {
    Shop shop =
        shops
            .find(String.valueOf(of.shop))
            .orElseThrow(() -> ApiProblem.badRequest(FieldError.unknownShop("shop")));
    return switch (testMessages.send(shop, caller.name())) {
      case Sent.Taken(String openId) -> new TestMessage(openId, HttpStatus.OK.value());
      case Sent.Refused(int status) -> new TestMessage(null, status);
      case Sent.Unanswered _ -> new TestMessage(null, null);
    };
  }

  private Subject key(@Nullable String name, @Nullable String shop) {
    Check check =
        Check.of(String.valueOf(name))
            .orElseThrow(() ->
                ApiProblem.badRequest(
                    FieldError.notOneOf(
                        "name", Arrays.stream(Check.values()).map(Check::word).toList())));
    if (!check.isOfEachShop()) {
      return new Subject(check, "");
    }
    return shops
        .find(String.valueOf(shop))
        .map(found -> new Subject(check, found.id().value()))
        .orElseThrow(() -> ApiProblem.badRequest(FieldError.unknownShop("shop")));
  }
}
