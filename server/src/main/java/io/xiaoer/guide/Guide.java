package io.xiaoer.guide;

import io.xiaoer.guide.GuideTable.Dismissal;
import io.xiaoer.guide.GuideTable.Subject;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.Shops;
import io.xiaoer.wechat.PlatformClients;
import io.xiaoer.wechat.TokenCheck;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All checks. What asks somebody else is asked when an administrator wants it, and what it came to
 * is remembered by this node until it ends; the rest is looked at each time.
 */
final class Guide {
  private final Shops shops;
  private final MachineChecks machine;
  private final AddressChecks addresses;
  private final TokenCheck tokens;
  private final PlatformClients platforms;
  private final GuideTable table;
  private final @Nullable URI configuredUrl;
  private final InstantSource clock;
  private final Map<Subject, Asked> asked = new ConcurrentHashMap<>();

  Guide(
      Shops shops,
      MachineChecks machine,
      AddressChecks addresses,
      TokenCheck tokens,
      PlatformClients platforms,
      GuideTable table,
      @Nullable URI configuredUrl,
      InstantSource clock) {
    this.shops = shops;
    this.machine = machine;
    this.addresses = addresses;
    this.tokens = tokens;
    this.platforms = platforms;
    this.table = table;
    this.configuredUrl = configuredUrl;
    this.clock = clock;
  }

  private record Asked(Finding finding, Instant at) {}

  /** One line of the list; {@code askedAt} is null for what is looked at each time. */
  record Item(
      Subject key, Finding finding, @Nullable Instant askedAt, @Nullable Dismissal dismissal) {}

  boolean isUrlConfigured() {
    return configuredUrl != null;
  }

  Optional<URI> publicUrl() {
    return configuredUrl != null ? Optional.of(configuredUrl) : table.publicUrl();
  }

  void setPublicUrl(URI url, String by) {
    table.setPublicUrl(url, by, clock.instant());
    asked.keySet().removeIf(key -> isOfAddress(key.check()));
  }

  private static boolean isOfAddress(Check check) {
    return check == Check.PUSH_URL || check == Check.CERTIFICATE;
  }

  void dismiss(Subject key, boolean dismissed, String by) {
    if (dismissed) {
      table.dismiss(key, by, clock.instant());
    } else {
      table.restore(key, by, clock.instant());
    }
  }

  List<Item> items() {
    Instant now = clock.instant();
    Map<Subject, Dismissal> dismissals = table.dismissals();
    List<Shop> all = List.copyOf(shops.all());
    boolean addressKnown = publicUrl().isPresent();
    List<Item> items = new ArrayList<>();
    for (Check check : Check.values()) {
      List<Subject> keys =
          check.isOfEachShop()
              ? all.stream().map(shop -> new Subject(check, shop.id().value())).toList()
              : List.of(new Subject(check, ""));
      for (Subject key : keys) {
        Asked known = asked.get(key);
        items.add(
            new Item(
                key,
                known == null ? seen(check, all.size(), addressKnown, now) : known.finding,
                known == null ? null : known.at,
                dismissals.get(key)));
      }
    }
    return items;
  }

  /** Without asking anybody. */
  private Finding seen(Check check, int shopCount, boolean addressKnown, Instant now) {
    return switch (check) {
      case SHOP ->
          shopCount > 0
              ? Finding.good("there", Map.of("n", shopCount))
              : Finding.bad("none", Map.of());
      case DISK -> machine.disk();
      case MEMORY -> MachineChecks.memory(Runtime.getRuntime().maxMemory());
      case BACKUP -> machine.backup(now);
      case SECOND_ADMINISTRATOR -> machine.secondAdministrator();
      case SECOND_FACTOR -> machine.secondFactor();
      case PROBE -> Finding.unknown("not_known");
      case PUSH_URL, CERTIFICATE -> Finding.unknown(addressKnown ? "not_checked" : "no_public_url");
      case ACCESS_TOKEN, ALLOW_LIST -> Finding.unknown("not_checked");
      case CLOCK -> Finding.unknown(shopCount > 0 ? "not_checked" : "no_shop");
    };
  }

  /** Asks whom there is to ask. */
  void run(Subject key) {
    Optional<Shop> shop = shops.find(key.shop());
    Instant now = clock.instant();
    switch (key.check()) {
      case ACCESS_TOKEN, ALLOW_LIST -> {
        TokenCheck.Result result = tokens.check(key.shop());
        note(new Subject(Check.ACCESS_TOKEN, key.shop()), PlatformChecks.accessToken(result));
        note(new Subject(Check.ALLOW_LIST, key.shop()), PlatformChecks.allowList(result));
      }
      case CLOCK ->
          shops.all().stream()
              .findFirst()
              .ifPresent(first -> {
                Optional<Instant> theirs = platforms.date(first.id().value());
                note(key, PlatformChecks.clock(theirs, clock.instant()));
              });
      case PUSH_URL ->
          publicUrl()
              .ifPresent(
                  base -> shop.ifPresent(one -> note(key, addresses.pushUrl(base, one, now))));
      case CERTIFICATE ->
          publicUrl().ifPresent(base -> note(key, addresses.certificate(base, now)));
      case SHOP, DISK, MEMORY, BACKUP, SECOND_ADMINISTRATOR, SECOND_FACTOR, PROBE -> {
        // Looked at with the next list.
      }
    }
  }

  private void note(Subject key, Finding finding) {
    asked.put(key, new Asked(finding, clock.instant()));
  }
}
