package io.xiaoer.notice;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.RequestParams;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.notice.ChannelTable.Wish;
import io.xiaoer.notice.ChannelTrial.Tried;
import io.xiaoer.notice.NoticeTable.SelfTested;
import io.xiaoer.outbound.AddressGuard;
import io.xiaoer.outbound.UrlField;
import io.xiaoer.secret.Seal;
import io.xiaoer.store.Database;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** By what people are called. */
@RestController
@RequestMapping("/api/v1/notices/channels")
@RequiresPermission(Permission.ADMIN)
class ChannelController {
  private static final String BOOLEAN = "true or false";

  private final Database database;
  private final ChannelTrial trial;
  private final AddressGuard guard;
  private final Seal seal;
  private final NodeSignals signals;
  private final InstantSource clock;

  ChannelController(
      Database database,
      ChannelTrial trial,
      AddressGuard guard,
      Seal seal,
      NodeSignals signals,
      InstantSource clock) {
    this.database = database;
    this.trial = trial;
    this.guard = guard;
    this.seal = seal;
    this.signals = signals;
    this.clock = clock;
  }

  record SelfTestView(Instant at, String state) {}

  record ChannelView(
      String id,
      String name,
      String kind,
      String address,
      boolean alarms,
      boolean paused,
      @Nullable Instant silentUntil,
      @Nullable SelfTestView selfTest,
      Instant createdAt,
      String createdBy) {
    static ChannelView of(Channel channel, @Nullable SelfTested tested, Instant now) {
      Instant silent = channel.silentUntil();
      return new ChannelView(
          String.valueOf(channel.id()),
          channel.name(),
          channel.kind().word(),
          channel.shown(),
          channel.alarms(),
          channel.paused(),
          silent != null && silent.isAfter(now) ? silent : null,
          tested == null ? null : new SelfTestView(tested.madeAt(), tested.state()),
          channel.createdAt(),
          channel.createdBy());
    }
  }

  record ChannelList(List<ChannelView> channels) {}

  @GetMapping
  ChannelList list() {
    return database.read(jdbc ->
        new ChannelList(
            ChannelTable.all(jdbc).stream().map(channel -> view(jdbc, channel)).toList()));
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  ChannelView add(@RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    Wish wish = read(body, null, null);
    Target target = wish.target();
    if (target == null) {
      throw ApiProblem.unprocessable(FieldError.missing("url", "its address"));
    }
    ChannelView view =
        database.write(jdbc -> {
          if (ChannelTable.all(jdbc).size() >= Channel.CHANNELS_MAX) {
            throw ApiProblem.conflict(
                    "too_many_channels", "At most %s channels.".formatted(Channel.CHANNELS_MAX))
                .with("max", Channel.CHANNELS_MAX);
          }
          long id = ChannelTable.add(jdbc, seal, wish, target, clock.instant(), caller.name());
          note(jdbc, caller, AuditAction.NOTICE_CHANNEL_ADDED, id, wish.name());
          return view(jdbc, find(jdbc, String.valueOf(id)));
        });
    signals.ring(Topic.NOTICE);
    return view;
  }

  @PatchMapping("/{id}")
  ChannelView change(
      @PathVariable String id, @RequestBody JsonNode body, @AuthenticationPrincipal Caller caller) {
    Channel before = database.read(jdbc -> find(jdbc, id));
    Target kept = database.read(jdbc -> ChannelTable.target(jdbc, seal, before.id())).orElse(null);
    Wish wish = read(body, before, kept);
    ChannelView view =
        database.write(jdbc -> {
          Channel channel = find(jdbc, id);
          ChannelTable.change(jdbc, seal, channel.id(), wish);
          note(jdbc, caller, AuditAction.NOTICE_CHANNEL_CHANGED, channel.id(), wish.name());
          return view(jdbc, find(jdbc, id));
        });
    signals.ring(Topic.NOTICE);
    return view;
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    database.write(jdbc -> {
      Channel channel = find(jdbc, id);
      NoticeTable.dropAll(jdbc, channel.id(), clock.instant());
      ChannelTable.remove(jdbc, channel.id());
      note(jdbc, caller, AuditAction.NOTICE_CHANNEL_REMOVED, channel.id(), channel.name());
      return true;
    });
  }

  @PostMapping("/{id}/test")
  Tried test(@PathVariable String id) {
    return trial.send(jdbc -> find(jdbc, id), "测试：这个通知渠道可以收到消息");
  }

  private ChannelView view(JdbcClient jdbc, Channel channel) {
    Map<Long, SelfTested> tested =
        NoticeTable.selfTests(jdbc).stream()
            .collect(Collectors.toMap(SelfTested::channelId, Function.identity()));
    return ChannelView.of(channel, tested.get(channel.id()), clock.instant());
  }

  /** {@code before}: what stays where nothing else is said; null for a new one. */
  private Wish read(JsonNode body, @Nullable Channel before, @Nullable Target kept) {
    if (!body.isObject()) {
      throw ApiProblem.badRequest(FieldError.wrongJsonType("body", "an object"));
    }
    List<FieldError> errors = new ArrayList<>();
    String name = name(body.path("name"), before, errors);
    Kind kind = kind(body.path("kind"), before, errors);
    Target target = target(body, kind, kept, errors);
    boolean alarms = flag(body, "alarms", before != null && before.alarms(), errors);
    boolean paused = flag(body, "paused", before != null && before.paused(), errors);
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return new Wish(name, kind, target, alarms, paused);
  }

  private static String name(JsonNode field, @Nullable Channel before, List<FieldError> errors) {
    if (field.isMissingNode() && before != null) {
      return before.name();
    }
    String name = field.asString("").strip();
    if (name.isEmpty()) {
      errors.add(FieldError.blank("name"));
    } else if (name.length() > Channel.NAME_CHARS_MAX) {
      errors.add(FieldError.tooLong("name", Channel.NAME_CHARS_MAX));
    }
    return name;
  }

  private static Kind kind(JsonNode field, @Nullable Channel before, List<FieldError> errors) {
    if (field.isMissingNode() && before != null) {
      return before.kind();
    }
    Optional<Kind> kind = Kind.of(field.asString(""));
    if (kind.isEmpty()) {
      errors.add(FieldError.notOneOf("kind", Kind.words()));
    }
    return kind.orElse(Kind.WEBHOOK);
  }

  /** Address and secret are kept where they are left out, since nobody can read them to repeat. */
  private @Nullable Target target(
      JsonNode body, Kind kind, @Nullable Target kept, List<FieldError> errors) {
    JsonNode address = body.path("url");
    JsonNode written = body.path("secret");
    if (address.isMissingNode() && written.isMissingNode()) {
      return null;
    }
    URI url =
        address.isMissingNode() && kept != null
            ? kept.url()
            : UrlField.read("url", address.asString(""), guard, errors);
    String secret =
        written.isMissingNode() && kept != null ? kept.secret() : written.asString("").strip();
    if (secret != null && secret.length() > Channel.SECRET_CHARS_MAX) {
      errors.add(FieldError.tooLong("secret", Channel.SECRET_CHARS_MAX));
    }
    return url == null
        ? null
        : new Target(url, secret == null || secret.isEmpty() || !kind.signs() ? null : secret);
  }

  private static boolean flag(
      JsonNode body, String field, boolean before, List<FieldError> errors) {
    JsonNode value = body.path(field);
    if (!value.isMissingNode() && !value.isBoolean()) {
      errors.add(FieldError.wrongJsonType(field, BOOLEAN));
    }
    return value.asBoolean(before);
  }

  private static Channel find(JdbcClient jdbc, String id) {
    return RequestParams.number(id)
        .flatMap(number -> ChannelTable.find(jdbc, number))
        .orElseThrow(() -> ApiProblem.notFound("no_such_channel", "No such channel."));
  }

  private void note(JdbcClient jdbc, Caller caller, AuditAction action, long id, String detail) {
    Audit.note(jdbc, clock.instant(), caller.name(), action, "channel " + id, detail);
  }
}
