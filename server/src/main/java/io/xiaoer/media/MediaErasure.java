package io.xiaoer.media;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.store.Database;
import io.xiaoer.store.Tuples;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes the files of a customer: those they sent, and those that were sent to nobody else and
 * that no phrase and no rule has. A file whose content somebody else has, too, stays for them.
 *
 * <p>In a folder a file is deleted in the transaction that takes its row, as {@link OrphanSweeper}
 * does. A bucket is asked before: nobody may wait for it with the database in hand.
 */
final class MediaErasure implements ErasesCustomer {
  private static final Pattern MEDIA_ID = Pattern.compile("\"media_id\":\"([^\"]+)\"");

  private static final String SENT =
      "FROM message WHERE direction = 'out' AND type IN ('image', 'video', 'file')";

  private final Database database;
  private final MediaLibrary library;
  private final boolean inFolder;

  MediaErasure(Database database, MediaLibrary library, boolean inFolder) {
    this.database = database;
    this.library = library;
    this.inFolder = inFolder;
  }

  /**
   * @param media their ids
   * @param seen the newest message that was looked at for who else has them
   */
  private record Theirs(Set<String> media, long seen) {}

  @Override
  public String name() {
    return "media";
  }

  @Override
  public Map<Kind, Long> count(JdbcClient jdbc, ErasedCustomer who) {
    return Map.of(
        Kind.FILES,
        (long) received(jdbc, who.conversationId()).size()
            + sent(jdbc, who.conversationId()).size());
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    Theirs theirs = database.read(jdbc -> theirs(jdbc, who));
    if (!inFolder) {
      library.delete(database.read(jdbc -> files(jdbc, theirs.media)));
    }
    return jdbc -> remove(jdbc, who, theirs);
  }

  private static Theirs theirs(JdbcClient jdbc, ErasedCustomer who) {
    long newest = jdbc.sql("SELECT coalesce(max(id), 0) FROM message").query(Long.class).single();
    Set<String> media = new LinkedHashSet<>(received(jdbc, who.conversationId()));
    Set<String> sent = sent(jdbc, who.conversationId());
    if (!sent.isEmpty()) {
      sent.removeAll(usedBesides(jdbc, who, 0));
      sent.removeAll(
          jdbc.sql("SELECT media_id FROM phrase WHERE media_id IS NOT NULL")
              .query((row, _) -> row.getString("media_id"))
              .list());
      sent.removeAll(
          ids(
              jdbc.sql("SELECT reply_body FROM automatic_reply")
                  .query((row, _) -> row.getString("reply_body"))
                  .list()));
      media.addAll(sent);
    }
    return new Theirs(media, newest);
  }

  /** Of a conversation, those that were received and those that were sent. */
  static List<String> ofConversation(JdbcClient jdbc, long conversationId) {
    Set<String> all = new LinkedHashSet<>(received(jdbc, conversationId));
    all.addAll(sent(jdbc, conversationId));
    return List.copyOf(all);
  }

  private static List<String> received(JdbcClient jdbc, long conversationId) {
    return jdbc.sql(
            """
            SELECT d.id FROM medium d JOIN message m ON m.log_seq = d.log_seq
            WHERE m.conversation_id = ?
            """)
        .param(conversationId)
        .query((row, _) -> row.getString("id"))
        .list();
  }

  private static Set<String> sent(JdbcClient jdbc, long conversationId) {
    return ids(
        jdbc.sql("SELECT body " + SENT + " AND conversation_id = ?")
            .param(conversationId)
            .query((row, _) -> row.getString("body"))
            .list());
  }

  private static Set<String> usedBesides(JdbcClient jdbc, ErasedCustomer who, long after) {
    Set<String> used = new HashSet<>();
    jdbc.sql("SELECT body " + SENT + " AND conversation_id <> ? AND id > ?")
        .params(who.conversationId(), after)
        .query(row -> {
          used.addAll(ids(List.of(row.getString("body"))));
        });
    return used;
  }

  static Set<String> ids(List<String> bodies) {
    Set<String> ids = new LinkedHashSet<>();
    for (String body : bodies) {
      Matcher named = MEDIA_ID.matcher(body);
      while (named.find()) {
        ids.add(named.group(1));
      }
    }
    return ids;
  }

  private void remove(JdbcClient jdbc, ErasedCustomer who, Theirs theirs) {
    jdbc.sql("DELETE FROM media_upload WHERE shop = ? AND open_id = ?")
        .params(who.shop().value(), who.openId())
        .update();
    Set<String> media = new LinkedHashSet<>(theirs.media);
    if (inFolder && !media.isEmpty()) {
      media.removeAll(usedBesides(jdbc, who, theirs.seen));
    }
    Set<String> files = files(jdbc, media);
    for (List<String> slice : Tuples.slices(List.copyOf(media))) {
      String ids = Tuples.of(slice.size(), "?");
      jdbc.sql("DELETE FROM media_upload WHERE medium_id IN (" + ids + ")").params(slice).update();
      jdbc.sql("DELETE FROM medium WHERE id IN (" + ids + ")").params(slice).update();
    }
    for (List<String> slice : Tuples.slices(List.copyOf(files))) {
      jdbc.sql("DELETE FROM media_file WHERE sha256 IN (" + Tuples.of(slice.size(), "?") + ")")
          .params(slice)
          .update();
    }
    if (inFolder) {
      library.delete(files);
    }
  }

  /** The hashes of files and small pictures that these media have and no other has. */
  static Set<String> files(JdbcClient jdbc, Set<String> media) {
    Set<String> hashes = new LinkedHashSet<>();
    for (List<String> slice : Tuples.slices(List.copyOf(media))) {
      List<String> some =
          jdbc.sql(
                  "SELECT DISTINCT sha256 FROM medium WHERE sha256 IS NOT NULL AND id IN ("
                      + Tuples.of(slice.size(), "?")
                      + ")")
              .params(slice)
              .query((row, _) -> row.getString("sha256"))
              .list();
      hashes.addAll(some);
    }
    hashes.removeIf(hash -> isOfOthers(jdbc, hash, media));
    Set<String> all = new LinkedHashSet<>(hashes);
    for (String hash : hashes) {
      all.addAll(thumbnails(jdbc, hash, hashes));
    }
    return all;
  }

  private static boolean isOfOthers(JdbcClient jdbc, String hash, Set<String> media) {
    return !media.containsAll(
        jdbc.sql("SELECT id FROM medium WHERE sha256 = ?")
            .param(hash)
            .query((row, _) -> row.getString("id"))
            .list());
  }

  /** The small picture of a file, unless it is another's, too, or a file that stays. */
  private static List<String> thumbnails(JdbcClient jdbc, String hash, Set<String> going) {
    List<String> found = new ArrayList<>();
    jdbc.sql("SELECT thumbnail_sha256 FROM media_file WHERE sha256 = ?")
        .param(hash)
        .query(row -> {
          String small = row.getString("thumbnail_sha256");
          if (small != null) {
            found.add(small);
          }
        });
    found.removeIf(small ->
        !going.containsAll(
            jdbc.sql(
                    """
                    SELECT sha256 FROM media_file
                    WHERE thumbnail_sha256 = :small OR sha256 = :small
                    """)
                .param("small", small)
                .query((row, _) -> row.getString("sha256"))
                .list()));
    return found;
  }
}
