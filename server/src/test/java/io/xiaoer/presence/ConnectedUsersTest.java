package io.xiaoer.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class ConnectedUsersTest {
  private static final Instant START = Instant.parse("2026-12-01T08:00:00Z");

  @Parameter Engine engine;
  @TempDir Path folder;

  private volatile Instant now = START;
  private Database database;
  private ConnectedUsers here;

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    here = new ConnectedUsers(database, () -> now);
    here.start();
  }

  @AfterEach
  void close() {
    here.stop();
    database.close();
  }

  @Test
  void somebodyIsConnectedWhileOneOfTheirPagesIsOpenAndForAMinuteAlmost() {
    here.opened("mei");
    here.opened("mei");
    await("mei", Presence.CONNECTED);
    here.closed("mei");
    here.opened("lan");
    await("lan", Presence.CONNECTED);
    assertThat(presence()).as("one page is left").containsEntry("mei", Presence.CONNECTED);
    here.closed("mei");
    await("mei", Presence.GRACE);
    now = START.plus(ConnectedUsers.GRACE).plusMillis(1);
    assertThat(presence()).doesNotContainKey("mei");
    here.opened("mei");
    await("mei", Presence.CONNECTED);
  }

  @Test
  void aTelephoneCountsWhileItIsConfirmedAndUntilItsDutyEnds() {
    Instant until = START.plus(Duration.ofHours(2));
    database.write(jdbc -> {
      PhoneDuty.begin(jdbc, "mei", until, START);
      return true;
    });
    assertThat(presence()).containsEntry("mei", Presence.CONNECTED);
    now = START.plus(PhoneDuty.BELIEVED);
    assertThat(presence()).doesNotContainKey("mei");
    database.write(jdbc -> {
      PhoneDuty.confirm(jdbc, "mei", until.minusSeconds(1));
      return true;
    });
    now = until.minusSeconds(1);
    assertThat(presence()).containsEntry("mei", Presence.CONNECTED);
    now = until;
    assertThat(presence()).as("two hours are over").doesNotContainKey("mei");
  }

  @Test
  void whatANodeSaidThatIsDeadIsNotBelievedForLong() {
    here.opened("mei");
    await("mei", Presence.CONNECTED);
    here.stop(); // as if it were dead: what it said last is made to stand
    say("mei");
    assertThat(presence()).containsEntry("mei", Presence.CONNECTED);
    now = START.plus(ConnectedUsers.BELIEVED).plusMillis(1);
    assertThat(presence()).containsEntry("mei", Presence.GRACE);
    now = START.plus(Duration.ofMinutes(2));
    assertThat(presence()).isEmpty();
  }

  @Test
  void oneOfSeveralNodesIsEnough() {
    ConnectedUsers there = new ConnectedUsers(database, () -> now);
    there.start();
    here.opened("mei");
    there.opened("mei");
    await("mei", Presence.CONNECTED);
    Soon.await().until(() -> rows("mei") == 2);
    here.stop();
    assertThat(presence()).containsEntry("mei", Presence.CONNECTED);
    there.stop();
    assertThat(presence()).containsEntry("mei", Presence.GRACE);
  }

  @Test
  void whenSomebodyHadAPageOpenIsKept() {
    assertThat(database.read(PresenceLog::since)).isEmpty();
    here.opened("mei");
    await("mei", Presence.CONNECTED);
    assertThat(database.read(PresenceLog::since)).hasValue(START);
    now = START.plusSeconds(10);
    assertThat(spans()).as("it goes on").containsExactly("mei 0-10");
    here.closed("mei");
    await("mei", Presence.GRACE);
    now = START.plusSeconds(20);
    assertThat(spans()).containsExactly("mei 0-10");
    here.opened("mei");
    await("mei", Presence.CONNECTED);
    now = START.plusSeconds(30);
    assertThat(spans()).containsExactly("mei 0-10", "mei 20-30");
  }

  @Test
  void whatIsOpenAtANodeThatDiesEndsWhenItWasHeardOfLast() {
    here.opened("mei");
    await("mei", Presence.CONNECTED);
    here.stop(); // as if it were dead: what it said last is made to stand
    say("mei");
    database.write(jdbc -> jdbc.sql("UPDATE presence_span SET until_at = NULL").update());
    now = START.plus(Duration.ofMinutes(5));
    assertThat(spans()).as("as long as nobody has noticed").containsExactly("mei 0-0");
    ConnectedUsers there = new ConnectedUsers(database, () -> now);
    there.start();
    there.opened("lan");
    Soon.await().until(() -> rows("lan") == 1);
    now = START.plusSeconds(330);
    assertThat(spans()).containsExactly("lan 300-330", "mei 0-0");
    there.stop();
  }

  /** Each with the seconds since the start. */
  private List<String> spans() {
    return database.read(jdbc ->
        PresenceLog.between(jdbc, START.minusSeconds(1), START.plusSeconds(3_600), now).stream()
            .map(span ->
                "%s %s-%s"
                    .formatted(
                        span.username(),
                        Duration.between(START, span.fromAt()).toSeconds(),
                        Duration.between(START, span.untilAt()).toSeconds()))
            .sorted()
            .toList());
  }

  private Map<String, Presence> presence() {
    return database.read(jdbc -> ConnectedUsers.all(jdbc, now));
  }

  private void await(String username, Presence presence) {
    Soon.await().until(() -> presence().get(username) == presence);
  }

  private long rows(String username) {
    return database.read(jdbc ->
        jdbc.sql("SELECT count(*) FROM connected_user WHERE username = ? AND connected = 1")
            .param(username)
            .query(Long.class)
            .single());
  }

  private void say(String username) {
    database.write(jdbc ->
        jdbc.sql("UPDATE connected_user SET connected = 1 WHERE username = ?")
            .param(username)
            .update());
  }
}
