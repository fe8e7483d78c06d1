package io.xiaoer.media;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.api.QueryParameter;
import io.xiaoer.api.RequestParams;
import io.xiaoer.media.MediaLibrary.Brought;
import io.xiaoer.store.SeldomLog;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.tomcat.util.http.fileupload.impl.SizeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Images, videos and files: given out, brought in, fetched again. */
@RestController
@RequiresPermission(Permission.MEDIA)
class MediaController {
  private static final Logger log = LoggerFactory.getLogger(MediaController.class);

  /** The form around a file. */
  private static final long FORM_BYTES_MAX = 64 * 1024;

  /** As {@code server.tomcat.max-part-header-size} has it. */
  private static final long PART_HEAD_BYTES_MAX = 8 * 1024;

  private static final String NOT_FETCHED = "The file has not been fetched from the platform.";

  private final SeldomLog full = SeldomLog.warnings(log);
  private final MediaLibrary library;

  MediaController(MediaLibrary library) {
    this.library = library;
  }

  @GetMapping("/api/v1/media/{id}")
  void file(
      @PathVariable String id,
      @RequestParam(defaultValue = "") String download,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    MediaItem item = find(id);
    StoredFile file = stored(item);
    FileReply.of(file.sha256(), file.size(), file.type(), item.name())
        .asked(request, download.equals("1"))
        .send(library, response, request.getMethod().equals("HEAD"));
  }

  @GetMapping("/api/v1/media/{id}/thumbnail")
  void thumbnail(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    MediaItem item = find(id);
    StoredFile.Thumbnail small = stored(item).thumbnail();
    if (small == null) {
      throw ApiProblem.notFound("no_thumbnail", "There is no thumbnail of this file.");
    }
    FileReply.of(small.sha256(), small.size(), small.type(), smallName(item, small.type()))
        .asked(request, false)
        .send(library, response, request.getMethod().equals("HEAD"));
  }

  /**
   * Takes one file. The form is written to the disk as it comes in; nothing of it is read before
   * what can be said without it has been said.
   */
  @PostMapping("/api/v1/media")
  @QueryParameter("kind")
  ResponseEntity<ObjectNode> bring(
      HttpServletRequest request, @AuthenticationPrincipal Caller caller) throws IOException {
    if (request.getContentLengthLong() > MediaLibrary.UPLOAD_BYTES_MAX + FORM_BYTES_MAX) {
      throw tooLarge();
    }
    if (!library.hasSpace()) {
      throw noSpace();
    }
    request.setCharacterEncoding("UTF-8"); // of the file's name
    Part part = part(request);
    String name = Optional.ofNullable(part.getSubmittedFileName()).orElse("");
    Optional<Kind> wanted = kind(request.getParameter("kind"));
    Brought brought;
    try (InputStream in = part.getInputStream()) {
      brought = library.bring(in, name, caller.name(), wanted);
    }
    return switch (brought) {
      case Brought.Kept(MediaItem item) ->
          ResponseEntity.status(HttpStatus.CREATED).body(MediaJson.brought(item));
      case Brought.Empty _ ->
          throw ApiProblem.of(
              HttpStatus.UNPROCESSABLE_CONTENT, "empty", "file: is empty, and cannot be sent");
      case Brought.WrongKind(FileType type) ->
          throw ApiProblem.of(
              HttpStatus.UNPROCESSABLE_CONTENT,
              "wrong_type",
              "file: its content is %s, which is no %s"
                  .formatted(
                      type.contentType(), request.getParameter("kind").toLowerCase(Locale.ROOT)));
      case Brought.TooLarge _ -> throw tooLarge();
      case Brought.NoSpace _ -> throw noSpace();
      case Brought.NotKept _ ->
          throw ApiProblem.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "not_stored",
              "The file cannot be stored now. Try again.");
    };
  }

  @PostMapping("/api/v1/messages/{id}/fetch-again")
  @RequiresPermission(Permission.CONVERSATIONS_WRITE)
  @ResponseStatus(HttpStatus.ACCEPTED)
  void fetchAgain(@PathVariable String id) {
    if (!library.fetchAgain(RequestParams.id("id", id))) {
      throw ApiProblem.of(
          HttpStatus.CONFLICT, "nothing_to_fetch", "The message shows no file that is missing.");
    }
  }

  private MediaItem find(String id) {
    return MediaId.parse(id)
        .flatMap(library::find)
        .orElseThrow(() -> ApiProblem.notFound("no_such_file", "No such file."));
  }

  private static StoredFile stored(MediaItem item) {
    StoredFile file = item.file();
    if (file == null) {
      throw notFetched(item.state());
    }
    return file;
  }

  private static ApiProblem notFetched(MediaItem.State state) {
    return switch (state) {
      case PENDING -> ApiProblem.notFound("pending", NOT_FETCHED);
      case FAILED -> ApiProblem.notFound("failed", NOT_FETCHED);
      case STORED -> ApiProblem.notFound("not_in_vault", NOT_FETCHED);
    };
  }

  private static String smallName(MediaItem item, FileType type) {
    return "small-" + item.id().value().substring(0, 8) + "." + type.extension();
  }

  private static Optional<Kind> kind(@Nullable String written) {
    if (written == null || written.isEmpty()) {
      return Optional.empty();
    }
    return switch (written) {
      case "image" -> Optional.of(Kind.IMAGE);
      case "video" -> Optional.of(Kind.VIDEO);
      case "file" -> Optional.empty(); // anything is a file
      default ->
          throw ApiProblem.badRequest(
              FieldError.notOneOf("kind", List.of("image", "video", "file")));
    };
  }

  private Part part(HttpServletRequest request) {
    try {
      Part part = request.getPart("file");
      if (part == null) {
        throw ApiProblem.badRequest(FieldError.missing("file", "a form part with a file"));
      }
      return part;
    } catch (ServletException e) {
      throw ApiProblem.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "not_a_form",
          "Expected multipart/form-data with a file.");
    } catch (IllegalStateException | IOException e) {
      throw unfit(e);
    }
  }

  /** Tomcat reads the form into a file, and wraps what goes wrong in many ways. */
  private ApiProblem unfit(Exception broken) {
    for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
      if (cause instanceof SizeException size) {
        return size.getPermittedSize() <= PART_HEAD_BYTES_MAX ? nameTooLong() : tooLarge();
      }
    }
    if (library.isDiskFull(broken)) {
      full.say("media: disk full, upload refused");
      return noSpace();
    }
    log.info("media: an upload was aborted: {}", broken.getClass().getSimpleName());
    return ApiProblem.of(
        HttpStatus.BAD_REQUEST, "form_broken", "The form is incomplete or malformed.");
  }

  private static ApiProblem nameTooLong() {
    return ApiProblem.badRequest(
        FieldError.of("file", "file_name_too_long", "the name of the file is too long"));
  }

  private static ApiProblem tooLarge() {
    return ApiProblem.of(
        HttpStatus.CONTENT_TOO_LARGE,
        "too_large",
        "file: larger than %s bytes, which is what the platform takes"
            .formatted(MediaLibrary.UPLOAD_BYTES_MAX));
  }

  private static ApiProblem noSpace() {
    return ApiProblem.of(
        HttpStatus.INSUFFICIENT_STORAGE,
        "no_space",
        "The server's disk is nearly full, and what is left is for messages.");
  }
}
