package io.xiaoer.shopadmin;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.health.Nodes;
import io.xiaoer.receive.PushJournal;
import io.xiaoer.sdk.push.Mode;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.shop.ManagedShop;
import io.xiaoer.shop.ManagedShops;
import io.xiaoer.shop.ManagedShops.Saved;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopDraft;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.wechat.TokenCheck;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The shops, for who looks after the server. Secrets go in and never come out. */
@RestController
@RequestMapping("/api/v1/admin/shops")
@RequiresPermission(Permission.ADMIN)
class ManagedShopController {
  private static final List<String> SECRETS =
      List.of(
          "app_secret", "token", "encoding_aes_key", "previous_token", "previous_encoding_aes_key");

  private final Shops shops;
  private final ManagedShops added;
  private final TokenCheck tokens;
  private final PushJournal journal;
  private final Nodes nodes;
  private final ChangeFeed changeFeed;
  private final InstantSource clock;

  ManagedShopController(
      Shops shops,
      ManagedShops added,
      TokenCheck tokens,
      PushJournal journal,
      Nodes nodes,
      ChangeFeed changeFeed,
      InstantSource clock) {
    this.shops = shops;
    this.added = added;
    this.tokens = tokens;
    this.journal = journal;
    this.nodes = nodes;
    this.changeFeed = changeFeed;
    this.clock = clock;
  }

  /**
   * {@code lastPushes}: of the node that answers, since it started. {@code lastPushAt}: of all of
   * them, over restarts.
   */
  record AdminShop(
      String id,
      String name,
      String userName,
      String appId,
      String mode,
      String apiBaseUrl,
      String pushUrl,
      String origin,
      boolean active,
      Map<String, Boolean> secrets,
      List<PushJournal.Seen> lastPushes,
      @Nullable String lastPushAt) {}

  record AdminShopList(List<AdminShop> shops) {}

  record Draft(
      @Nullable String id,
      @Nullable String name,
      @Nullable String userName,
      @Nullable String appId,
      @Nullable String appSecret,
      @Nullable String token,
      @Nullable String encodingAesKey,
      @Nullable String previousToken,
      @Nullable String previousEncodingAesKey,
      @Nullable String mode,
      @Nullable String apiBaseUrl,
      @Nullable Boolean active) {
    ShopDraft draft() {
      return new ShopDraft(
          name,
          userName,
          appId,
          appSecret,
          token,
          encodingAesKey,
          previousToken,
          previousEncodingAesKey,
          mode,
          apiBaseUrl,
          active);
    }

    @Override
    public String toString() {
      return "Draft";
    }
  }

  record TokenResult(
      boolean ok,
      @Nullable String reason,
      @Nullable Integer errcode,
      @Nullable String errmsg,
      @Nullable String rid,
      @Nullable String mend) {}

  @GetMapping
  AdminShopList list(HttpServletRequest request) {
    Map<ShopId, Nodes.Pulse> pulses = nodes.pulses(); // of all shops at once
    List<AdminShop> all = new ArrayList<>();
    for (Shop shop : shops.all()) {
      if (shops.isOfFile(shop.id().value())) {
        all.add(ofFile(shop, pulses, request));
      }
    }
    added.list().stream()
        .filter(shop -> !shops.isOfFile(shop.id()))
        .forEach(shop -> all.add(ofDesk(shop, pulses, request)));
    return new AdminShopList(all);
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  AdminShop add(
      @RequestBody Draft draft,
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request) {
    String id = draft.id;
    if (id == null) {
      throw ApiProblem.unprocessable(FieldError.missing("id", "a short name for the push URL"));
    }
    return ofDesk(
        done(added.add(id, draft.draft(), noted(caller, AuditAction.SHOP_ADDED, id))),
        nodes.pulses(),
        request);
  }

  @PutMapping("/{id}")
  AdminShop change(
      @PathVariable String id,
      @RequestBody Draft draft,
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request) {
    if (draft.id != null && !draft.id.equals(id)) {
      throw ApiProblem.unprocessable(
          FieldError.of(
              "id",
              "cannot_change",
              "cannot change; it is part of the push URL and of every stored message"));
    }
    return ofDesk(
        done(added.change(id, draft.draft(), noted(caller, AuditAction.SHOP_CHANGED, id))),
        nodes.pulses(),
        request);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    done(
        added.remove(
            id,
            jdbc -> Conversations.hasAny(jdbc, id),
            noted(caller, AuditAction.SHOP_REMOVED, id)));
  }

  /** Asks the platform for a token as the shop, and for what only a shop in good standing gets. */
  @PostMapping("/{id}/test-token")
  TokenResult testToken(@PathVariable String id) {
    return switch (tokens.check(id)) {
      case TokenCheck.Result.Good _ -> new TokenResult(true, null, null, null, null, null);
      case TokenCheck.Result.Bad bad ->
          new TokenResult(false, bad.reason(), bad.errcode(), bad.errmsg(), bad.rid(), bad.mend());
      case TokenCheck.Result.NoShop _ ->
          throw ApiProblem.notFound("no_such_shop", "No such shop, or it is not active.");
    };
  }

  /** In the transaction of the change: who made it, and that browsers should look. */
  private Consumer<JdbcClient> noted(Caller caller, AuditAction action, String shop) {
    return jdbc -> {
      Audit.note(jdbc, clock.instant(), caller.name(), action, shop, "");
      ChangeFeed.noteTopic(jdbc, "shops");
    };
  }

  private ManagedShop done(Saved saved) {
    return switch (saved) {
      case Saved.Done(ManagedShop shop) -> {
        changeFeed.announce();
        yield shop;
      }
      case Saved.Invalid(List<Problem> problems) -> throw invalid(problems);
      case Saved.Taken _ ->
          throw ApiProblem.of(
              HttpStatus.CONFLICT, "id_taken", "There is a shop of this id; choose another.");
      case Saved.NotHere _ -> throw ApiProblem.notFound("no_such_shop", "No such shop.");
      case Saved.OfTheFile _ ->
          throw ApiProblem.of(
              HttpStatus.CONFLICT,
              "shop_of_file",
              "This shop stands in xiaoer.yaml; change it there and restart.");
      case Saved.InUse _ ->
          throw ApiProblem.of(
              HttpStatus.CONFLICT,
              "has_conversations",
              "This shop has conversations. Set active to false to stop it.");
    };
  }

  /** {@code problems} has the words of xiaoer.yaml, {@code errors} has reasons as everywhere. */
  private static ApiProblem invalid(List<Problem> problems) {
    return ApiProblem.invalid(problems.stream().map(ManagedShopController::error).toList())
        .with(
            "problems",
            problems.stream()
                .map(problem -> Map.of("key", problem.key(), "what", problem.what()))
                .toList());
  }

  private static FieldError error(Problem problem) {
    String field = problem.key().replace('-', '_');
    String expected = problem.what();
    return switch (field) {
      case "id" -> FieldError.of(field, "bad_shop_id", expected);
      case "name" -> FieldError.of(field, "bad_shop_name", expected);
      case "user_name" -> FieldError.of(field, "bad_user_name", expected);
      case "app_id" -> FieldError.of(field, "bad_app_id", expected);
      case "app_secret" -> FieldError.of(field, "bad_app_secret", expected);
      case "token", "previous_token" -> FieldError.of(field, "bad_token", expected);
      case "encoding_aes_key", "previous_encoding_aes_key" ->
          FieldError.of(field, "bad_encoding_aes_key", expected);
      case "api_base_url" -> FieldError.of(field, "bad_api_base_url", expected);
      default -> FieldError.of(field, "malformed", expected);
    };
  }

  private AdminShop ofFile(Shop shop, Map<ShopId, Nodes.Pulse> pulses, HttpServletRequest request) {
    Map<String, Boolean> secrets = new TreeMap<>();
    secrets.put("app_secret", true);
    secrets.put("token", true);
    secrets.put("encoding_aes_key", shop.push().mode() != Mode.PLAINTEXT);
    return view(
        shop.id().value(),
        shop.name(),
        shop.userName(),
        shop.appId(),
        shop.push().mode().name().toLowerCase(Locale.ROOT),
        shop.apiBaseUrl().toString(),
        "file",
        true,
        secrets,
        pulses,
        request);
  }

  private AdminShop ofDesk(
      ManagedShop shop, Map<ShopId, Nodes.Pulse> pulses, HttpServletRequest request) {
    Map<String, Boolean> secrets = new TreeMap<>();
    SECRETS.forEach(name -> secrets.put(name, shop.secrets().contains(name)));
    return view(
        shop.id(),
        shop.name(),
        shop.userName(),
        shop.appId(),
        shop.mode(),
        shop.apiBaseUrl(),
        "desk",
        shop.active(),
        secrets,
        pulses,
        request);
  }

  private AdminShop view(
      String id,
      String name,
      String userName,
      String appId,
      String mode,
      String apiBaseUrl,
      String origin,
      boolean active,
      Map<String, Boolean> secrets,
      Map<ShopId, Nodes.Pulse> pulses,
      HttpServletRequest request) {
    List<PushJournal.Seen> pushes = journal.last(new ShopId(id));
    return new AdminShop(
        id,
        name,
        userName,
        appId,
        mode,
        apiBaseUrl,
        // As this browser reached us: behind a proxy that is believed, the address outside.
        ServletUriComponentsBuilder.fromContextPath(request)
            .path("/callback/{id}")
            .buildAndExpand(id)
            .toUriString(),
        origin,
        active,
        secrets,
        pushes,
        lastPushAt(pulses.get(new ShopId(id))));
  }

  private static @Nullable String lastPushAt(Nodes.@Nullable Pulse pulse) {
    Instant at = pulse == null ? null : pulse.lastPushAt();
    return at == null ? null : at.toString();
  }
}
