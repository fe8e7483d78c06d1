package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.secret.Seal;
import io.xiaoer.secret.SealedText;
import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import picocli.CommandLine;

/** What is read is what the operator wrote. */
class ReadSettingsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456",
        "0x1F4",
        "12e5",
        "1_000_000",
        "190:20",
        "1.10",
        "yes",
        "off",
        "0b101",
        "+12",
        ".inf",
        "1e400",
        "2026-01-01",
        "123456789012345678901234567890",
        "-0",
        "!!int '007'"
      })
  void anUnquotedValueIsTakenAsItIsWritten(String written) throws IOException {
    Settings settings =
        read(
            file("xiaoer.yaml"),
            """
            xiaoer:
              api-keys:
                - {name: erp, key: %1$s, scopes: [%1$s]}
              shops:
                - token: &token %1$s
                  id: %1$s   # a comment
                  app-secret: *token
            """
                .formatted(written));
    String expected = written.replace("!!int '007'", "007");
    Settings.Shop shop = settings.shops().getFirst();
    assertThat(shop.token()).isEqualTo(expected);
    assertThat(shop.id()).isEqualTo(expected);
    assertThat(shop.appSecret()).isEqualTo(expected);
    assertThat(settings.apiKeys().getFirst().key()).isEqualTo(expected);
    assertThat(settings.apiKeys().getFirst().scopes()).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x.conf",
        "x",
        "a;b.yaml",
        "a*b.yaml",
        "a,b.yaml",
        "a b#c%20.yml",
        "${HOME}.yaml",
        "x[.yaml]",
        "[x].yaml",
        "小二.yaml",
        "optional:x.yaml",
        "a?b.YAML"
      })
  void theConfigurationIsReadWhateverItsFileIsCalled(String name) throws IOException {
    Settings settings = read(file(name), "xiaoer: {shops: [{id: one}]}");
    assertThat(settings.shops()).extracting(Settings.Shop::id).containsExactly("one");
  }

  @Test
  void aFolderIsNoConfiguration() {
    assertThat(new ConfigFile(folder).problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("is a folder"));
  }

  @Test
  void aSecretFromTheEnvironmentIsTakenAsItIs() {
    StandardEnvironment environment =
        environment(
            Map.of(
                "XIAOER_SHOPS_0_TOKEN", "a${HOME}b",
                "SHOP_SECRET", "x${HOME}y\\${z}${",
                "HOME", "/root"));
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "file",
                Map.of(
                    "xiaoer.admin.password", "${SHOP_SECRET}",
                    "xiaoer.admin.username", "in \\${HOME} of ${HOME}")));
    Settings settings = bound(environment);
    assertThat(settings.shops().getFirst().token()).isEqualTo("a${HOME}b");
    Settings.Admin admin = Objects.requireNonNull(settings.admin());
    assertThat(admin.password()).isEqualTo("x${HOME}y\\${z}${");
    assertThat(admin.username()).isEqualTo("in ${HOME} of /root");
  }

  @Test
  void aSecretFromItsOwnFileIsTakenAsItIs() throws IOException {
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(secrets.resolve("SHOP_SECRET"), "x${HOME}y");
    Files.writeString(secrets.resolve("SHOP_TOKEN"), "theToken");
    Settings settings =
        read(
            file("xiaoer.yaml"),
            """
            spring.config.import: "configtree:%s/"
            xiaoer:
              shops: [{app-secret: "${SHOP_SECRET}", token: "${SHOP_TOKEN}"}]
            """
                .formatted(secrets));
    assertThat(settings.shops().getFirst().appSecret()).isEqualTo("x${HOME}y");
    assertThat(settings.shops().getFirst().token()).isEqualTo("theToken");
  }

  @Test
  void aSealedSecretIsTakenAsItIs() throws IOException {
    String key = Base64.getEncoder().encodeToString(new byte[Seal.KEY_BYTES]);
    Settings settings =
        read(
            file("xiaoer.yaml"),
            """
            xiaoer:
              secret-key: %s
              shops: [{app-secret: "%s"}]
            """
                .formatted(key, SealedText.close(new Seal(new byte[Seal.KEY_BYTES]), "x${HOME}y")));
    assertThat(settings.shops().getFirst().appSecret()).isEqualTo("x${HOME}y");
  }

  @Test
  void whatTheEnvironmentDoesNotHaveIsRefusedWhereverItCounts() {
    StandardEnvironment environment = environment(Map.of("XIAOER_SHOPS_0_TOKEN", "theToken"));
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "file",
                Map.of(
                    "xiaoer.database.url", "jdbc:postgresql://${NO_SUCH_HOST}/x",
                    "xiaoer.shops[0].token", "${NO_SUCH_TOKEN}", // the environment's own wins
                    "xiaoer.shops[0].app-secret", "${NO_SUCH_SECRET:none}",
                    "xiaoer.admin.password", "${NO_SUCH_PASSWORD}"))); // perhaps not needed
    assertThatThrownBy(() -> ReadSettings.apply(environment))
        .isInstanceOfSatisfying(
            BadSettings.class,
            bad ->
                assertThat(bad.problems())
                    .singleElement()
                    .satisfies(problem -> {
                      assertThat(problem.key()).isEqualTo("xiaoer.database.url");
                      assertThat(problem.what()).contains("has no NO_SUCH_HOST");
                    }));
    assertThat(environment.getProperty(Settings.Admin.MISSING_PASSWORD))
        .contains("NO_SUCH_PASSWORD");
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private static Settings read(Path file, String yaml) throws IOException {
    Files.writeString(file, yaml);
    return CommandLine.populateCommand(new Configured(), "--config", file.toString()).settings();
  }

  private static StandardEnvironment environment(Map<String, String> variables) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new HashMap<>(variables)));
    return environment;
  }

  private static Settings bound(StandardEnvironment environment) {
    ReadSettings.apply(environment);
    ConfigurationPropertySources.attach(environment);
    return Binder.get(environment).bindOrCreate("xiaoer", Settings.class);
  }
}
