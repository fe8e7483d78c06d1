package io.xiaoer.wording;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.shop.ShopId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a shop does not want said in answers. */
@RestController
@RequestMapping("/api/v1/shops/{shop}/policy")
@RequiresPermission(Permission.CONVERSATIONS_READ)
class WordingController {
  /** Some times the longest answer: it is checked before it is cut. */
  private static final int TEXT_CHARS_MAX = 8_192;

  private final ShopWordings wordings;

  WordingController(ShopWordings wordings) {
    this.wordings = wordings;
  }

  /**
   * A text to look into.
   *
   * @param policy rules that are not saved yet; null for the shop's
   */
  record Wanted(@Nullable String text, WordingJson.@Nullable Wanted policy) {
    @Override
    public String toString() {
      return "Wanted";
    }
  }

  @GetMapping
  ObjectNode get(@PathVariable String shop) {
    return view(wordings.of(new ShopId(shop)));
  }

  @PutMapping
  @RequiresPermission(Permission.TEAM)
  ObjectNode put(
      @PathVariable String shop,
      @RequestBody WordingJson.Wanted wanted,
      @AuthenticationPrincipal Caller caller) {
    return view(wordings.put(new ShopId(shop), read(wanted, ""), caller.name()));
  }

  /** Says what would be marked, and sends nothing. */
  @PostMapping("/check")
  ObjectNode check(@PathVariable String shop, @RequestBody Wanted wanted) {
    String text = wanted.text;
    if (text == null) {
      throw ApiProblem.badRequest(FieldError.missing("text", "the text to look into"));
    }
    if (text.length() > TEXT_CHARS_MAX) {
      throw ApiProblem.unprocessable(FieldError.tooLong("text", TEXT_CHARS_MAX));
    }
    Wording wording =
        wanted.policy == null
            ? wordings.wording(new ShopId(shop))
            : Wording.of(read(wanted.policy, "policy."));
    List<WordingHit> hits = wording.check(text);
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("active", wording.isActive());
    view.put("action", WordingHit.strongest(hits).map(WordingAction::word).orElse(null));
    view.set("hits", WordingJson.write(hits));
    return view;
  }

  private static WordingRules read(WordingJson.Wanted wanted, String place) {
    List<FieldError> errors = new ArrayList<>();
    WordingRules rules = WordingJson.read(wanted, place, errors);
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return rules;
  }

  private static ObjectNode view(ShopWordings.Setting set) {
    Instant changedAt = set.changedAt();
    return WordingJson.write(set.rules())
        .put("changed_at", changedAt == null ? null : changedAt.toString())
        .put("changed_by", set.changedBy());
  }
}
