package io.xiaoer.autoreply;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.autoreply.RuleTable.Kept;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.media.Kind;
import io.xiaoer.media.MediaId;
import io.xiaoer.media.MediaItem;
import io.xiaoer.media.MediaLibrary;
import io.xiaoer.media.StoredFile;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.wording.WordingCheck;
import io.xiaoer.wording.WordingHit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules for automatic replies. Everybody reads those of shops they see; supervisors write them,
 * and one for all shops only who sees all shops.
 */
@RestController
@RequestMapping("/api/v1/automatic-replies")
@RequiresPermission(Permission.CONVERSATIONS_READ)
class RuleController {
  private final RuleTable rules;
  private final Shops shops;
  private final MediaLibrary library;
  private final WordingCheck wording;

  RuleController(RuleTable rules, Shops shops, MediaLibrary library, WordingCheck wording) {
    this.rules = rules;
    this.shops = shops;
    this.library = library;
    this.wording = wording;
  }

  record RuleList(List<ObjectNode> rules) {}

  @GetMapping
  RuleList list(ShopScope scope) {
    return new RuleList(
        rules.all().stream()
            .filter(rule -> {
              ShopId shop = rule.shop();
              return shop == null || scope.has(shop);
            })
            .map(this::view)
            .toList());
  }

  @PostMapping
  @RequiresPermission(Permission.TEAM)
  ResponseEntity<ObjectNode> add(
      @RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    Rule wanted = read(body, 0, caller);
    return ResponseEntity.status(HttpStatus.CREATED).body(kept(rules.add(wanted, caller.name())));
  }

  @PutMapping("/{id}")
  @RequiresPermission(Permission.TEAM)
  ObjectNode change(
      @PathVariable String id, @RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    Rule before = writable(id, caller);
    Rule wanted = read(body, before.id(), caller);
    JsonNode revision = body.path("revision");
    if (!revision.isMissingNode() && !revision.canConvertToLong()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("revision", "a number"));
    }
    Long seen = revision.isMissingNode() ? null : (Long) revision.asLong();
    return kept(rules.change(wanted, seen, caller.name()));
  }

  @DeleteMapping("/{id}")
  @RequiresPermission(Permission.TEAM)
  ResponseEntity<Void> remove(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    rules.remove(writable(id, caller), caller.name());
    return ResponseEntity.noContent().build();
  }

  /** Whether it is there for the caller at all was asked at the gate. */
  private Rule writable(String id, Caller caller) {
    Rule rule = RequestParams.number(id).flatMap(rules::find).orElseThrow(RuleController::notThere);
    requireAllOf(rule.shop(), caller);
    return rule;
  }

  private static void requireAllOf(@Nullable ShopId shop, Caller caller) {
    ShopScope wanted = shop == null ? ShopScope.all() : ShopScope.only(shop);
    if (!wanted.and(caller.shops()).equals(wanted)) {
      throw ApiProblem.of(
          HttpStatus.FORBIDDEN,
          "rule_of_all_shops",
          "This rule is for all shops: only somebody who sees all of them writes it.");
    }
  }

  private Rule read(JsonNode body, long id, Caller caller) {
    if (!body.isObject()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("body", "an object"));
    }
    List<FieldError> errors = new ArrayList<>();
    ShopId shop = shop(body.path("shop"), caller, errors);
    Rule rule = RuleJson.read(body, id, shop, errors);
    if (errors.isEmpty() && rule.reply() instanceof MessageBody.Media media) {
      checkPicture(media.mediaId(), shop, caller).ifPresent(errors::add);
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    requireAllOf(shop, caller);
    return rule;
  }

  private @Nullable ShopId shop(JsonNode field, Caller caller, List<FieldError> errors) {
    if (field.isMissingNode() || field.isNull()) {
      return null;
    }
    Optional<ShopId> shop = shops.find(field.asString("")).map(Shop::id).filter(caller::sees);
    if (shop.isEmpty()) {
      errors.add(FieldError.unknownShop("shop"));
    }
    return shop.orElse(null);
  }

  /** A stored picture; one that came from a shop's customer is for that shop only. */
  private Optional<FieldError> checkPicture(String id, @Nullable ShopId shop, Caller caller) {
    String field = "reply.image.media_id";
    Optional<MediaItem> item =
        MediaId.parse(id)
            .flatMap(library::find)
            .filter(found -> {
              ShopId of = found.shop();
              return of == null || caller.sees(of);
            });
    if (item.isEmpty()) {
      return Optional.of(FieldError.of(field, "no_such_file", "no such file"));
    }
    StoredFile file = item.get().file();
    if (file == null || file.type().kind() != Kind.IMAGE) {
      return Optional.of(FieldError.of(field, "wrong_type", "the file is no picture"));
    }
    ShopId of = item.get().shop();
    return of == null || of.equals(shop)
        ? Optional.empty()
        : Optional.of(
            FieldError.of(
                field,
                "file_of_a_shop",
                "a file of shop %s, so the rule can be for that shop only".formatted(of.value())));
  }

  /** With what the shops that it is for make of its words. */
  private ObjectNode view(Rule rule) {
    ShopId only = rule.shop();
    List<WordingHit> hits =
        rule.reply() instanceof MessageBody.Text(String content)
            ? shops.all().stream()
                .map(Shop::id)
                .filter(shop -> only == null || only.equals(shop))
                .flatMap(shop -> wording.check(shop, content).stream())
                .toList()
            : List.of();
    return RuleJson.write(rule, WordingHit.strongest(hits));
  }

  private ObjectNode kept(Kept kept) {
    return switch (kept) {
      case Kept.Done(Rule rule) -> view(rule);
      case Kept.NotThere _ -> throw notThere();
      case Kept.TooMany _ ->
          throw ApiProblem.conflict(
              "too_many",
              "There are %s rules already; remove some first.".formatted(Rule.RULES_MAX));
      case Kept.TooComplex _ ->
          throw ApiProblem.unprocessable(
              FieldError.of(
                  RuleJson.REGEX,
                  "too_complex",
                  "with the patterns of the other rules it would take too long"));
      case Kept.Changed(long revision) ->
          throw ApiProblem.conflict(
                  "rule_changed", "The rule has changed meanwhile. Load it again first.")
              .with("revision", revision);
    };
  }

  private static ApiProblem notThere() {
    return ApiProblem.notFound("no_such_rule", "No such rule.");
  }
}
