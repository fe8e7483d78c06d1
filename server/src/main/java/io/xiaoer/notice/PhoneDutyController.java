package io.xiaoer.notice;

import io.xiaoer.access.Caller.Person;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.notice.ChannelTable.Wish;
import io.xiaoer.outbound.AddressGuard;
import io.xiaoer.outbound.UrlField;
import io.xiaoer.presence.PhoneDuty;
import io.xiaoer.presence.PhoneDuty.Duty;
import io.xiaoer.secret.Seal;
import io.xiaoer.store.Database;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What a person says of their own telephone (手机值守). */
@RestController
@RequestMapping("/api/v1/me/phone-duty")
@RequiresPermission(Permission.SELF)
class PhoneDutyController {
  private static final int HOURS_USUAL = 2;
  private static final int HOURS_MAX = 12;

  private final Database database;
  private final AddressGuard guard;
  private final Seal seal;
  private final NodeSignals signals;
  private final InstantSource clock;

  PhoneDutyController(
      Database database, AddressGuard guard, Seal seal, NodeSignals signals, InstantSource clock) {
    this.database = database;
    this.guard = guard;
    this.seal = seal;
    this.signals = signals;
    this.clock = clock;
  }

  record PhoneView(String kind, String address) {}

  record DutyView(
      @Nullable Instant until,
      @Nullable Instant confirmedAt,
      boolean connected,
      @Nullable PhoneView phone,
      int pushDevices) {}

  @GetMapping
  DutyView get(@AuthenticationPrincipal Person person) {
    return database.read(jdbc -> view(jdbc, person.username()));
  }

  /** The telephone stays as it was where nothing is said of it. */
  @PutMapping
  DutyView begin(@RequestBody JsonNode body, @AuthenticationPrincipal Person person) {
    JsonNode hours = body.path("hours");
    if (!hours.isMissingNode()
        && (!hours.isIntegralNumber() || hours.asLong(0) < 1 || hours.asLong(0) > HOURS_MAX)) {
      throw ApiProblem.unprocessable(FieldError.outOfRange("hours", 1, HOURS_MAX));
    }
    Optional<Phone> phone = phone(body.path("phone"));
    Instant now = clock.instant();
    DutyView view =
        database.write(jdbc -> {
          boolean hasDevice = !PushDeviceTable.of(jdbc, person.username()).isEmpty();
          boolean needsLink = phone.isPresent() || !hasDevice; // A browser needs no address.
          if (needsLink && NoticeSettings.read(jdbc).deskUrl().isEmpty()) {
            throw ApiProblem.conflict(
                "no_desk_address", "An administrator must first say where the desk is.");
          }
          phone.ifPresent(given -> keep(jdbc, person, given, now));
          if (!hasDevice && !ChannelTable.personal(jdbc).containsKey(person.username())) {
            throw ApiProblem.unprocessable(FieldError.missing("phone", "where notices go"));
          }
          PhoneDuty.begin(
              jdbc, person.username(), now.plus(Duration.ofHours(hours.asLong(HOURS_USUAL))), now);
          return view(jdbc, person.username());
        });
    signals.ring(Topic.NOTICE);
    return view;
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(@AuthenticationPrincipal Person person) {
    database.write(jdbc -> {
      PhoneDuty.end(jdbc, person.username());
      return true;
    });
  }

  private record Phone(Kind kind, Target target) {}

  private Optional<Phone> phone(JsonNode field) {
    if (field.isMissingNode() || field.isNull()) {
      return Optional.empty();
    }
    List<FieldError> errors = new ArrayList<>();
    Optional<Kind> kind = Kind.of(field.path("kind").asString(""));
    if (kind.isEmpty()) {
      errors.add(FieldError.notOneOf("kind", Kind.words()));
    }
    URI url = UrlField.read("url", field.path("url").asString(""), guard, errors);
    String secret = field.path("secret").asString("").strip();
    if (secret.length() > Channel.SECRET_CHARS_MAX) {
      errors.add(FieldError.tooLong("secret", Channel.SECRET_CHARS_MAX));
    }
    if (!errors.isEmpty() || url == null || kind.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    boolean signs = kind.get().signs() && !secret.isEmpty();
    return Optional.of(new Phone(kind.get(), new Target(url, signs ? secret : null)));
  }

  private void keep(JdbcClient jdbc, Person person, Phone phone, Instant now) {
    Channel before = ChannelTable.personal(jdbc).get(person.username());
    Wish wish = new Wish(person.displayName(), phone.kind, phone.target, false, false);
    if (before == null) {
      long id = ChannelTable.add(jdbc, seal, wish, phone.target, now, person.username());
      ChannelTable.setOwner(jdbc, id, person.username());
    } else {
      ChannelTable.change(jdbc, seal, before.id(), wish);
    }
  }

  private DutyView view(JdbcClient jdbc, String username) {
    Instant now = clock.instant();
    Duty duty = PhoneDuty.of(jdbc, username, now).orElse(null);
    Channel phone = ChannelTable.personal(jdbc).get(username);
    return new DutyView(
        duty == null ? null : duty.untilAt(),
        duty == null ? null : duty.confirmedAt(),
        duty != null && duty.isConnected(now),
        phone == null ? null : new PhoneView(phone.kind().word(), phone.shown()),
        PushDeviceTable.of(jdbc, username).size());
  }
}
