package io.xiaoer.simulator.probe;

import io.xiaoer.simulator.clock.RealTimeline;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Keys;
import io.xiaoer.simulator.envelope.Mode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The probe as a program. */
@Command(
    name = "xiaoer probe",
    customSynopsis =
        "./xiaoer probe URL --app-id ID --user-name NAME --token TOKEN%n"
            + "                      --encoding-aes-key KEY [options]%n",
    sortOptions = false,
    description = {
      "Asks a push URL, whoever wrote the server behind it, whether it is ready for the switch to"
          + " API mode.",
      "The checks store test messages in the server, all from one made-up customer"
          + " oXiaoerProbe_…."
    },
    footer = {
      "",
      "Exit code 0: go. 1: no-go. 2: wrong usage, or nothing answers there.",
      "--token, --encoding-aes-key and --app-secret are also taken from XIAOER_PROBE_TOKEN,"
          + " XIAOER_PROBE_ENCODING_AES_KEY and XIAOER_PROBE_APP_SECRET, where other users of the"
          + " machine cannot read them."
    })
public final class ProbeApplication implements Callable<Integer> {
  private static final int GO = 0;
  private static final int NO_GO = 1;
  private static final int WRONG_USAGE = 2;

  /** One line that names the option and the mend. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String line) {
      super(line);
    }
  }

  private final Map<String, String> environment;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "URL", arity = "0..1", description = "The push URL, http or https.")
  private @Nullable String url;

  @Option(names = "--app-id", paramLabel = "ID", description = "The shop's appid.")
  private @Nullable String appId;

  @Option(names = "--user-name", paramLabel = "NAME", description = "The shop's gh_… name.")
  private @Nullable String userName;

  @Option(names = "--token", paramLabel = "TOKEN", description = "The push Token.")
  private @Nullable String token;

  @Option(
      names = "--encoding-aes-key",
      paramLabel = "KEY",
      description = "The EncodingAESKey, 43 characters.")
  private @Nullable String encodingAesKey;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "secure, compatible or plaintext (default: ${DEFAULT-VALUE}).")
  private String mode = "secure";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "json or xml (default: ${DEFAULT-VALUE}).")
  private String format = "json";

  @Option(
      names = "--app-secret",
      paramLabel = "SECRET",
      description =
          "The AppSecret: the platform's API is asked, too, whether this machine may use it.")
  private @Nullable String appSecret;

  @Option(
      names = "--api-base-url",
      paramLabel = "URL",
      description = "Where the API is (default: ${DEFAULT-VALUE}).")
  private String apiBaseUrl = "https://api.weixin.qq.com";

  @Option(
      names = "--send-path",
      paramLabel = "PATH",
      description = "The path your server sends to (default: ${DEFAULT-VALUE}).")
  private String sendPath = ApiAccess.SEND_PATH;

  @Option(names = "--json", description = "The result as JSON instead of a table.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Writes the result as a page, too.")
  private @Nullable Path report;

  @Option(
      names = "--outage",
      description = "At the end, asks for a restart of the server and watches it.")
  private boolean outage;

  @Option(names = "--quick", description = "Leaves out the slow sender and the body of 60 MB.")
  private boolean quick;

  @Option(names = "--yes", description = "Allows to contact a host other than this machine.")
  private boolean yes;

  @SuppressWarnings("UnusedVariable") // picocli acts on it.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  private ProbeApplication(Map<String, String> environment) {
    this.environment = environment;
  }

  public static void main(String[] arguments) {
    System.exit(
        commandLine(System.getenv())
            .setOut(utf8(FileDescriptor.out))
            .setErr(utf8(FileDescriptor.err))
            .execute(arguments));
  }

  private static PrintWriter utf8(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
  }

  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new ProbeApplication(environment))
        .setParameterExceptionHandler((exception, arguments) -> {
          // Not picocli's own words: they may repeat an argument, and that may be a secret.
          String line =
              switch (exception) {
                case CommandLine.MissingParameterException e ->
                    e.getMissing().stream()
                            .filter(OptionSpec.class::isInstance)
                            .map(option -> ((OptionSpec) option).longestName() + ": ")
                            .findFirst()
                            .orElse("")
                        + "a value is missing";
                case CommandLine.UnmatchedArgumentException e ->
                    e.getUnmatched().stream()
                        .map(each -> each.replaceFirst("=.*", ""))
                        .filter(each -> each.matches("--?[a-z-]+"))
                        .findFirst()
                        .map(option -> "unknown option " + option)
                        .orElse("more than one URL, or an option that is not known");
                default -> "an option cannot be read";
              };
          exception.getCommandLine().getErr().println("xiaoer probe: " + line + " (see --help)");
          return WRONG_USAGE;
        });
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = line().getErr();
    Target target;
    List<Check> api;
    try {
      target = target();
      api = api();
      checkReport();
    } catch (Refused e) {
      err.println("xiaoer probe: " + e.getMessage());
      return WRONG_USAGE;
    }
    if (!target.onLoopback() && !yes) {
      err.println(
          "xiaoer probe: "
              + target.host()
              + " is not this machine: its owner must agree to test messages; add --yes to contact"
              + " it");
      return WRONG_USAGE;
    }
    String unreachable = Reach.connect(target);
    if (!unreachable.isEmpty()) {
      err.println(
          "xiaoer probe: nothing answers at "
              + target.host()
              + ":"
              + target.port()
              + " ("
              + unreachable
              + "): start the server, or mend the URL");
      return WRONG_USAGE;
    }
    try (RealTimeline clock = new RealTimeline()) {
      return run(
          new Probe(
              target, clock, Probe.PLATFORM_PATIENCE, quick, api, recovery(), System.nanoTime()),
          target);
    }
  }

  private int run(Probe probe, Target target) throws InterruptedException {
    PrintWriter err = line().getErr();
    err.println(
        "xiaoer probe: contacts "
            + target.shown()
            + "; a right server stores about "
            + Probe.messagesStored()
            + " test messages, all from customer "
            + probe.openId());
    Result result =
        probe.run((number, of, each) ->
            err.printf(
                Locale.ROOT,
                "xiaoer probe: %2d/%d  %-4s  %s%n",
                number,
                of,
                each.outcome().word(),
                each.check().id()));
    PrintWriter out = line().getOut();
    out.println(json ? Report.json(result) : Report.table(result).stripTrailing());
    out.flush();
    if (report != null) {
      try {
        Files.writeString(report, Report.html(result));
        err.println("xiaoer probe: report in " + report);
      } catch (IOException e) {
        err.println("xiaoer probe: --report: " + report + " cannot be written");
        return WRONG_USAGE;
      }
    }
    return result.go() ? GO : NO_GO;
  }

  private List<Check> api() throws Refused {
    String secret = given(appSecret, new String[] {"XIAOER_PROBE_APP_SECRET"}).orElse("");
    if (secret.isEmpty()) {
      return ApiAccess.notAsked();
    }
    URI base = address("--api-base-url", apiBaseUrl);
    if (!sendPath.matches("/[A-Za-z0-9/_.-]{1,200}")) {
      throw new Refused("--send-path: expected a path such as " + ApiAccess.SEND_PATH);
    }
    return ApiAccess.checks(
        new ApiAccess.Settings(base, given("--app-id", appId), secret, sendPath));
  }

  private Check recovery() {
    return outage
        ? Recovery.duringAnOutage(request -> line().getErr().println("xiaoer probe: " + request))
        : Recovery.notAsked();
  }

  private Target target() throws Refused {
    URI address = address("URL", given("URL", url));
    Keys keys =
        new Keys(
            given("--app-id", appId),
            given("--token", token, "XIAOER_PROBE_TOKEN"),
            given("--encoding-aes-key", encodingAesKey, "XIAOER_PROBE_ENCODING_AES_KEY"));
    int chars = keys.encodingAesKey().length();
    if (chars != Keys.ENCODING_AES_KEY_CHARS) {
      throw new Refused(
          "--encoding-aes-key: "
              + chars
              + " characters (expected: "
              + Keys.ENCODING_AES_KEY_CHARS
              + ")");
    }
    if (!keys.encodingAesKey().matches("[A-Za-z0-9+/]*")) {
      throw new Refused("--encoding-aes-key: a character that is no letter or digit");
    }
    return new Target(
        address,
        given("--user-name", userName),
        keys,
        oneOf(Mode.class, "--mode", mode),
        oneOf(Format.class, "--format", format));
  }

  private static URI address(String option, String text) throws Refused {
    try {
      URI address = new URI(text);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https"))
          && address.getHost() != null
          && address.getRawUserInfo() == null
          && address.getRawFragment() == null
          && address.getPort() <= 65_535
          && address.getPort() != 0) {
        return address;
      }
    } catch (URISyntaxException wrong) {
      // Said below.
    }
    throw new Refused(option + ": expected http://host/path or https://host/path");
  }

  private String given(String option, @Nullable String value, String... variables) throws Refused {
    Optional<String> found = given(value, variables);
    if (found.isEmpty()) {
      throw new Refused(
          option
              + ": missing"
              + (variables.length == 0 ? "" : ", also in " + variables[0])
              + " (see --help)");
    }
    return found.get();
  }

  private Optional<String> given(@Nullable String value, String[] variables) {
    return Stream.concat(Stream.ofNullable(value), Arrays.stream(variables).map(environment::get))
        .filter(each -> each != null && !each.isBlank())
        .findFirst();
  }

  private static <E extends Enum<E>> E oneOf(Class<E> type, String option, String text)
      throws Refused {
    for (E each : type.getEnumConstants()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    throw new Refused(
        option
            + ": expected "
            + Arrays.stream(type.getEnumConstants())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")));
  }

  private void checkReport() throws Refused {
    if (report == null) {
      return;
    }
    Path folder = report.toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder) || Files.isDirectory(report)) {
      throw new Refused("--report: " + report + " cannot be written");
    }
  }

  private CommandLine line() {
    if (spec == null) {
      throw new IllegalStateException("run through commandLine()");
    }
    return spec.commandLine();
  }
}
