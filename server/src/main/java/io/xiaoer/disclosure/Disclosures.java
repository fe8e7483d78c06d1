package io.xiaoer.disclosure;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.erasure.ConversationsAtHand;
import io.xiaoer.retention.KeptFor;
import io.xiaoer.store.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes archives of what is kept of a customer. */
final class Disclosures {
  /** Of what was done to one conversation. */
  private static final int DEEDS_MAX = 10_000;

  private final Database database;
  private final ConversationsAtHand conversations;
  private final List<DisclosesCustomer> owners;
  private final KeptFor keptFor;
  private final InstantSource clock;

  Disclosures(
      Database database,
      ConversationsAtHand conversations,
      List<DisclosesCustomer> owners,
      KeptFor keptFor,
      InstantSource clock) {
    this.database = database;
    this.conversations = conversations;
    this.owners = List.copyOf(owners);
    this.keptFor = keptFor;
    this.clock = clock;
  }

  Optional<DisclosedCustomer> find(long conversationId, String by, String language) {
    return database
        .read(jdbc -> conversations.customer(jdbc, conversationId))
        .map(customer ->
            new DisclosedCustomer(
                conversationId, customer.shop(), customer.openId(), by, language));
  }

  void note(DisclosedCustomer who) {
    database.write(jdbc -> {
      Audit.note(jdbc, clock.instant(), who.by(), AuditAction.CUSTOMER_DISCLOSED, subject(who), "");
      return true;
    });
  }

  void write(DisclosedCustomer who, OutputStream out) throws IOException {
    try (ZipArchive archive = new ZipArchive(out)) {
      archive.rows("about.json", List.of(about(who)));
      for (DisclosesCustomer owner : owners) {
        owner.write(who, archive);
      }
      archive.rows(
          "audit.json",
          database.read(jdbc -> Audit.of(jdbc, subject(who), DEEDS_MAX)).stream()
              .map(Disclosures::deed)
              .toList());
    }
  }

  private Map<String, @Nullable Object> about(DisclosedCustomer who) {
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("shop", who.shop().value());
    about.put("open_id", who.openId());
    about.put("made", clock.instant().toString());
    about.put("made_by", who.by());
    keptFor
        .days()
        .forEach((kind, days) ->
            about.put("days_kept_" + kind, days.map(String::valueOf).orElse("for ever")));
    return about;
  }

  private static Map<String, @Nullable Object> deed(Audit.Entry entry) {
    Map<String, @Nullable Object> deed = new LinkedHashMap<>();
    deed.put("time", entry.at().toString());
    deed.put("by", entry.by());
    deed.put("what", entry.what());
    deed.put("detail", entry.detail());
    return deed;
  }

  private static String subject(DisclosedCustomer who) {
    return "conversation " + who.conversationId();
  }
}
