package io.xiaoer;

import io.xiaoer.access.ResourceGate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole server on a free port and a folder of its own, as {@code serve} starts it. */
public final class TestServer implements AutoCloseable {
  public static final String API_KEY = "0123456789abcdef-test";
  public static final String PASSWORD = "correct horse battery";

  /** Null when closed: tests keep their servers in static fields, which would keep all of them. */
  private @Nullable ConfigurableApplicationContext context;

  private final HttpClient http = HttpClient.newHttpClient();

  private TestServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  private static final List<String> KEY =
      List.of("--xiaoer.api-keys[0].name=test", "--xiaoer.api-keys[0].key=" + API_KEY);

  /** On {@code engine}; a database of its own stands for the folder {@code data}. */
  public static TestServer start(Engine engine, Path data, String... settings) {
    engine.migrate(data);
    return start(
        data,
        Stream.concat(Arrays.stream(settings), Arrays.stream(engine.settings(data)))
            .toArray(String[]::new));
  }

  /** {@code settings} are lines of configuration, as {@code xiaoer.shops[0].id=main}. */
  public static TestServer start(Path data, String... settings) {
    return start(data, (bean, _) -> bean, settings);
  }

  /** With beans exchanged before anybody has them: by name, the bean that is used instead. */
  public static TestServer start(
      Path data, BiFunction<Object, String, Object> exchange, String... settings) {
    if (Arrays.stream(settings).noneMatch(setting -> setting.startsWith("xiaoer.database.url="))) {
      Engine.SQLITE.migrate(data);
    }
    return run(
        data,
        exchange,
        KEY,
        Stream.concat(Stream.of("xiaoer.admin.password=" + PASSWORD), Arrays.stream(settings)));
  }

  /** On what may be an empty folder and database, and without a word about anybody. */
  public static TestServer startAnew(
      Engine engine, Path data, BiFunction<Object, String, Object> exchange, String... settings) {
    if (engine == Engine.POSTGRES) {
      Engine.emptyUrl(data);
    }
    return run(
        data,
        exchange,
        List.of(),
        Stream.concat(Arrays.stream(settings), Arrays.stream(engine.settings(data))));
  }

  /** Beside another one that was started anew, on its database. */
  public static TestServer startAnewBeside(Path other, Path data, String... settings) {
    return run(
        data,
        (bean, _) -> bean,
        List.of(),
        Stream.concat(Arrays.stream(settings), Arrays.stream(Engine.POSTGRES.settings(other))));
  }

  /** Beside another one, on its database. */
  public static TestServer startBeside(Path other, Path data, String... settings) {
    return run(
        data,
        (bean, _) -> bean,
        KEY,
        Stream.concat(Arrays.stream(settings), Arrays.stream(Engine.POSTGRES.settings(other))));
  }

  private static TestServer run(
      Path data,
      BiFunction<Object, String, Object> exchange,
      List<String> keys,
      Stream<String> settings) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--server.port=0");
    arguments.add("--server.address=127.0.0.1");
    arguments.add("--xiaoer.data-dir=" + data);
    arguments.addAll(keys);
    // It would keep hold of what was measured, and by that of every server there has been.
    arguments.add("--management.metrics.use-global-registry=false");
    settings.map(setting -> "--" + setting).forEach(arguments::add);
    SpringApplication application = new SpringApplication(XiaoerApplication.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.setRegisterShutdownHook(false);
    application.addInitializers(context ->
        context
            .getBeanFactory()
            .addBeanPostProcessor(
                new BeanPostProcessor() {
                  @Override
                  public Object postProcessAfterInitialization(Object bean, String name) {
                    return exchange.apply(bean, name);
                  }
                }));
    return new TestServer(application.run(arguments.toArray(String[]::new)));
  }

  public URI url(String path) {
    int port =
        Objects.requireNonNull(((WebServerApplicationContext) running()).getWebServer()).getPort();
    return URI.create("http://127.0.0.1:" + port + path);
  }

  public <T> T bean(String name, Class<T> type) {
    return running().getBean(name, type);
  }

  public <T> List<T> beans(Class<T> type) {
    return List.copyOf(running().getBeansOfType(type).values());
  }

  public List<ResourceGate> gates() {
    return List.copyOf(running().getBeansOfType(ResourceGate.class).values());
  }

  /** The cookie of a new session of somebody whose password is {@link #PASSWORD}. */
  public String logIn(String username) {
    HttpResponse<String> login =
        send(
            HttpRequest.newBuilder(url("/api/v1/session"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"username\":\"%s\",\"password\":\"%s\"}"
                            .formatted(username, PASSWORD))));
    if (login.statusCode() != 204) {
      throw new AssertionError(username + ": " + login.statusCode() + " " + login.body());
    }
    String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public JsonNode get(String path) {
    HttpResponse<String> response =
        send(HttpRequest.newBuilder(url(path)).header("Authorization", "Bearer " + API_KEY));
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return JsonMapper.shared().readTree(response.body());
  }

  /** Waits for the customer's conversation; its id. */
  public String conversationOf(String openId) {
    return Soon.find(
        "a conversation of " + openId,
        () ->
            get("/api/v1/conversations?open_id=" + openId)
                .path("conversations")
                .valueStream()
                .map(one -> one.path("id").asString())
                .findFirst());
  }

  public HttpResponse<String> post(String path, String json) {
    return send(
        HttpRequest.newBuilder(url(path))
            .header("Authorization", "Bearer " + API_KEY)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** As a form brings a file to be sent; {@code query} with its question mark, or empty. */
  public HttpResponse<String> upload(String name, byte[] content, String query) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        ("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    form.writeBytes(content);
    form.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
    return send(
        HttpRequest.newBuilder(url("/api/v1/media" + query))
            .header("Authorization", "Bearer " + API_KEY)
            .header("Content-Type", "multipart/form-data; boundary=x")
            .POST(BodyPublishers.ofByteArray(form.toByteArray())));
  }

  private ConfigurableApplicationContext running() {
    return Objects.requireNonNull(context, "this server is closed");
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
      context = null;
    }
    http.close();
  }
}
