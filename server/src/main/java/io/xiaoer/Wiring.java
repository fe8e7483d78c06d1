package io.xiaoer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.DatabaseClock;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.PostgresLease;
import io.xiaoer.cluster.PostgresNodeSignals;
import io.xiaoer.secret.Seal;
import io.xiaoer.secret.SealKey;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.NodeRole;
import io.xiaoer.settings.PlainText;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.SettingsCheck;
import io.xiaoer.settings.Version;
import io.xiaoer.store.DataFolder;
import io.xiaoer.store.Database;
import io.xiaoer.store.ExistingTables;
import io.xiaoer.store.FatalErrorHandler;
import io.xiaoer.store.PostgresConnections;
import io.xiaoer.store.PostgresConnections.Limits;
import io.xiaoer.store.PostgresDatabase;
import io.xiaoer.store.PostgresSettings;
import io.xiaoer.store.StartCheck;
import io.xiaoer.store.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.RequestContextFilter;

/** What the features share: the clock, the data folder, the desk's database. */
@Configuration(proxyBeanMethods = false)
class Wiring {
  private static final Logger log = LoggerFactory.getLogger(Wiring.class);

  /** As sysexits.h has it: an error while doing I/O. */
  private static final int EXIT_IO_ERROR = 74;

  /** For the 503s of those who wait to leave before the process does. */
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  static final String MACHINE_CLOCK = "machineClock";

  static final Duration DATABASE_WAIT_MAX = Duration.ofSeconds(60);

  /**
   * The only place that reads the wall clock, and no finer than it is kept: what is answered at
   * once is what is read later.
   */
  @Bean(defaultCandidate = false)
  @Qualifier(MACHINE_CLOCK)
  static InstantSource machineClock() {
    return Clock.tick(Clock.systemUTC(), ChronoUnit.MICROS.getDuration());
  }

  /** One time for all nodes, since they compare each other's. */
  @Bean
  InstantSource clock(
      @Qualifier(MACHINE_CLOCK) InstantSource machine, Storage storage, Database desk) {
    return switch (storage) {
      case Storage.Embedded _ -> machine;
      case Storage.Postgres _ -> new DatabaseClock(machine, desk);
    };
  }

  @Bean
  Version version() {
    return RunningVersion.read();
  }

  @Bean
  NodeRole nodeRole(Settings settings) {
    return NodeRole.of(settings);
  }

  @Bean
  static SettingsCheck nodeRoleCheck() {
    return NodeRole::of;
  }

  /** Nobody is given settings of which a part would be refused later. */
  @Bean
  static BeanPostProcessor settingsAreChecked(ObjectProvider<SettingsCheck> checks) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof Settings settings) {
          List<Problem> problems = new ArrayList<>();
          for (SettingsCheck check : checks) {
            try {
              check.check(settings);
            } catch (BadSettings bad) {
              problems.addAll(bad.problems());
            }
          }
          if (!problems.isEmpty()) {
            throw new BadSettings(problems);
          }
        }
        return bean;
      }
    };
  }

  @Bean
  static SettingsCheck databaseCheck() {
    return Wiring::postgres;
  }

  @Bean
  static SettingsCheck trustedProxiesCheck() {
    return TrustedProxies::blocks;
  }

  @Bean
  static StartCheck sealCheck(Settings settings) {
    return (desk, folder) ->
        SealKey.checkExisting(
            SealKey.find(settings.secretKey(), settings.secretKeyFile(), folder), desk);
  }

  /**
   * The first that is changed by a start, so whatever may refuse one has been asked before: a start
   * that is refused leaves everything as it was.
   */
  @Bean
  DataFolder dataFolder(
      Settings settings,
      ListableBeanFactory beans,
      ServerProperties server,
      ObjectProvider<StartCheck> checks) {
    beans.getBeansWithAnnotation(ConfigurationProperties.class); // binds what would be bound later
    ListeningPort.check(server);
    Optional<PostgresConnections> postgres = postgres(settings);
    postgres.ifPresent(connections -> connections.awaitServer(DATABASE_WAIT_MAX));
    Path folder = settings.dataDir();
    if (!Files.exists(folder)) {
      check(postgres, folder, checks);
      return DataFolder.open(folder);
    }
    DataFolder open = DataFolder.open(folder);
    try {
      check(postgres, folder, checks);
      return open;
    } catch (RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private static void check(
      Optional<PostgresConnections> postgres, Path folder, Iterable<StartCheck> checks) {
    existing(postgres, folder, "inbox").ifPresent(ExistingTables::close);
    Optional<ExistingTables> desk = existing(postgres, folder, "desk");
    try {
      checks.forEach(check -> check.check(desk, folder));
    } finally {
      desk.ifPresent(ExistingTables::close);
    }
  }

  private static Optional<ExistingTables> existing(
      Optional<PostgresConnections> postgres, Path folder, String name) {
    return postgres.isPresent()
        ? ExistingTables.ofPostgres(postgres.get(), name)
        : ExistingTables.ofSqlite(folder, name);
  }

  /** Not an orderly stop: that would still write to what can no longer be trusted. */
  @Bean
  FatalErrorHandler emergency() {
    return (what, cause) -> {
      log.error(
          "{} can no longer be trusted, this process ends with {}: look at the disk and at the file"
              + " before starting again; the platform keeps pushing meanwhile",
          what,
          EXIT_IO_ERROR,
          cause);
      Thread.ofPlatform()
          .name("emergency")
          .start(() -> {
            try {
              Thread.sleep(LAST_WORDS);
            } catch (InterruptedException atOnce) {
              Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(EXIT_IO_ERROR);
          });
    };
  }

  @Bean
  Storage storage(Settings settings, DataFolder folder) {
    return postgres(settings)
        .<Storage>map(Storage.Postgres::new)
        .orElseGet(() -> new Storage.Embedded(folder));
  }

  /** As configured; empty for the embedded default. */
  static Optional<PostgresConnections> postgres(Settings settings) {
    Settings.Database written = settings.database();
    if (written == null) {
      return Optional.empty();
    }
    PostgresSettings postgres =
        new PostgresSettings(written.url(), written.username(), written.password());
    List<Problem> problems = new ArrayList<>();
    postgres.urlProblem().ifPresent(what -> problems.add(new Problem("xiaoer.database.url", what)));
    PlainText.problem(written.username())
        .ifPresent(what -> problems.add(new Problem("xiaoer.database.username", what)));
    PlainText.problem(written.password())
        .ifPresent(what -> problems.add(new Problem("xiaoer.database.password", what)));
    if (!problems.isEmpty()) {
      throw new BadSettings(problems);
    }
    return Optional.of(new PostgresConnections(postgres));
  }

  @Bean
  Database desk(Storage storage, FatalErrorHandler onFatalError) {
    return storage.open("desk", onFatalError);
  }

  /** Part of readiness, and not of what the push URL asks of: that one needs only the log. */
  @Bean("deskHealthIndicator")
  HealthIndicator deskHealth(Database desk) {
    return () -> desk.isWritable() ? Health.up().build() : Health.down().build();
  }

  @Bean
  Seal seal(Settings settings, DataFolder folder, Database desk) {
    Seal seal = SealKey.read(settings.secretKey(), settings.secretKeyFile(), folder);
    SealKey.check(seal, desk);
    return seal;
  }

  @Bean
  NodeSignals nodeSignals(Storage storage) {
    return switch (storage) {
      case Storage.Embedded _ -> new NodeSignals();
      case Storage.Postgres(PostgresConnections connections) ->
          new PostgresNodeSignals(connections);
    };
  }

  /** The right to read the log and to send. */
  @Bean
  Lease lease(Storage storage, NodeRole role, Database desk, MeterRegistry registry) {
    Lease lease =
        switch (storage) {
          case Storage.Embedded _ -> Lease.ofOne();
          case Storage.Postgres _ when role == NodeRole.RECEIVE -> Lease.ofOthers();
          case Storage.Postgres(PostgresConnections connections) ->
              new PostgresLease(PostgresDatabase.ofOneConnection(connections, Limits.LOG, "lease"));
        };
    Gauge.builder("xiaoer.lease.held", lease, one -> one.held() ? 1 : 0)
        .description("1 on the node that reads the log and sends the answers, 0 on the others")
        .register(registry);
    return lease;
  }

  /** Spring's own would stand before every path. */
  @Bean
  FilterRegistrationBean<RequestContextFilter> requestContext() {
    return new FilterRegistrationBean<>(new RequestContextFilter());
  }

  /** Filters are for the desk; the push URL is a plain servlet with nothing before it. */
  @Bean
  static BeanPostProcessor filtersStayOffThePushPath() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof AbstractFilterRegistrationBean<?> filter) {
          filter.setUrlPatterns(
              List.of(
                  "/api/*",
                  "/mcp",
                  "/actuator/*",
                  "/assets/*",
                  "/c/*",
                  "/login",
                  "/set-up",
                  "/search",
                  "/admin/*",
                  "/index.html",
                  "/favicon.svg",
                  "/error",
                  ""));
        }
        return bean;
      }
    };
  }
}
