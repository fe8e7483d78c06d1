package io.xiaoer.notice;

import io.xiaoer.access.Caller.Person;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.notice.ChannelTrial.Tried;
import io.xiaoer.outbound.AddressGuard;
import io.xiaoer.outbound.UrlField;
import io.xiaoer.secret.Seal;
import io.xiaoer.staff.OpenSessions;
import io.xiaoer.store.Database;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** One's own browsers that are told by push messages while no page is open. */
@RestController
@RequestMapping("/api/v1/me/push-devices")
@RequiresPermission(Permission.SELF)
class PushDeviceController {
  private static final int KEY_CHARS_MAX = 200;

  private final Database database;
  private final ChannelTrial trial;
  private final PushKey key;
  private final AddressGuard guard;
  private final Seal seal;
  private final NodeSignals signals;
  private final InstantSource clock;

  PushDeviceController(
      Database database,
      ChannelTrial trial,
      PushKey key,
      AddressGuard guard,
      Seal seal,
      NodeSignals signals,
      InstantSource clock) {
    this.database = database;
    this.trial = trial;
    this.key = key;
    this.guard = guard;
    this.seal = seal;
    this.signals = signals;
    this.clock = clock;
  }

  /** {@code current}: the browser that asks. */
  record DeviceView(
      String id,
      String userAgent,
      boolean current,
      Instant createdAt,
      @Nullable Instant deliveredAt) {}

  record Devices(String publicKey, List<DeviceView> devices) {}

  @GetMapping
  Devices list(HttpServletRequest request, @AuthenticationPrincipal Person person) {
    String session = OpenSessions.of(request).orElse("");
    return new Devices(
        key.get().shown(),
        database.read(jdbc ->
            PushDeviceTable.of(jdbc, person.username()).stream()
                .map(device -> view(device, session))
                .toList()));
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  DeviceView add(
      @RequestBody JsonNode body,
      HttpServletRequest request,
      @AuthenticationPrincipal Person person) {
    String session =
        OpenSessions.of(request)
            .orElseThrow(
                () -> ApiProblem.conflict("no_session", "Only a browser that is logged in can."));
    PushSubscription subscription = read(body, origin(request));
    String userAgent = OpenSessions.userAgent(request);
    Instant now = clock.instant();
    PushDevice device =
        database.write(jdbc -> {
          long others =
              PushDeviceTable.of(jdbc, person.username()).stream()
                  .filter(one -> !one.session().equals(session))
                  .count();
          if (others >= PushDevice.DEVICES_MAX) {
            throw ApiProblem.conflict(
                    "too_many_devices", "At most %s devices.".formatted(PushDevice.DEVICES_MAX))
                .with("max", PushDevice.DEVICES_MAX);
          }
          long id =
              PushDeviceTable.put(
                  jdbc,
                  seal,
                  person.username(),
                  person.displayName(),
                  session,
                  userAgent,
                  subscription.target(),
                  now);
          note(jdbc, person, AuditAction.PUSH_DEVICE_ADDED, id, now);
          return PushDeviceTable.find(jdbc, id).orElseThrow();
        });
    signals.ring(Topic.NOTICE);
    return view(device, session);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String id, @AuthenticationPrincipal Person person) {
    Instant now = clock.instant();
    database.write(jdbc -> {
      PushDevice device = find(jdbc, id, person);
      PushDeviceTable.remove(jdbc, device.channelId(), now);
      note(jdbc, person, AuditAction.PUSH_DEVICE_REMOVED, device.channelId(), now);
      return true;
    });
  }

  @PostMapping("/{id}/test")
  Tried test(@PathVariable String id, @AuthenticationPrincipal Person person) {
    return trial.send(jdbc -> channel(jdbc, find(jdbc, id, person)), "测试：这台设备可以收到通知");
  }

  private PushSubscription read(JsonNode body, String contact) {
    List<FieldError> errors = new ArrayList<>();
    URI endpoint = UrlField.read("endpoint", body.path("endpoint").asString(""), guard, errors);
    String p256dh = body.path("keys").path("p256dh").asString("");
    String auth = body.path("keys").path("auth").asString("");
    if (p256dh.length() > KEY_CHARS_MAX || auth.length() > KEY_CHARS_MAX) {
      errors.add(FieldError.tooLong("keys", KEY_CHARS_MAX));
    }
    if (endpoint == null || !errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    PushSubscription subscription = new PushSubscription(endpoint, p256dh, auth, contact);
    if (subscription.receiver().isEmpty()) {
      throw ApiProblem.unprocessable(
          FieldError.of("keys", "not_a_push_key", "the keys that the browser gave"));
    }
    return subscription;
  }

  /** Browsers send it with what is not only read; nothing else is of use to a push service. */
  private static String origin(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    return origin != null && origin.startsWith("https://") ? origin : "";
  }

  private static PushDevice find(JdbcClient jdbc, String id, Person person) {
    return RequestParams.number(id)
        .flatMap(number -> PushDeviceTable.find(jdbc, number))
        .filter(device -> device.username().equals(person.username()))
        .orElseThrow(() -> ApiProblem.notFound("no_such_device", "No such device."));
  }

  private static Channel channel(JdbcClient jdbc, PushDevice device) {
    return ChannelTable.findPersonal(jdbc, device.channelId()).orElseThrow();
  }

  private static DeviceView view(PushDevice device, String session) {
    return new DeviceView(
        String.valueOf(device.channelId()),
        device.userAgent(),
        device.session().equals(session),
        device.createdAt(),
        device.deliveredAt());
  }

  private static void note(
      JdbcClient jdbc, Person person, AuditAction action, long id, Instant now) {
    Audit.note(jdbc, now, person.username(), action, person.username(), "device " + id);
  }
}
