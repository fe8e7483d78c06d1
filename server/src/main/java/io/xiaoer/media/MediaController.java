package io.xiaoer.media;

import io.xiaoer.media.FileType;
import io.xiaoer.media.Kind;
import io.xiaoer.media.MediaId;
import io.xiaoer.media.Medium;
import io.xiaoer.media.StoredFile;
import io.xiaoer.media.Vault;
import io.xiaoer.media.Vault.Brought;
import io.xiaoer.staff.Caller;
import io.xiaoer.staff.Needs;
import io.xiaoer.staff.Permission;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
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

  private final Vault vault;

  MediaController(Vault vault) {
    this.vault = vault;
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
      throw new Refusal(HttpStatus.NOT_FOUND, "There is no small picture of it.");
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
          throw new Refusal(
              HttpStatus.UNPROCESSABLE_CONTENT, "empty", "file: is empty, and cannot be sent");
      case Brought.WrongKind(FileType type) ->
          throw new Refusal(
              HttpStatus.UNPROCESSABLE_CONTENT,
              "wrong_type",
              "file: its content is %s, which is no %s"
                  .formatted(
                      type.contentType(), request.getParameter("kind").toLowerCase(Locale.ROOT)));
      case Brought.TooLarge _ -> throw tooLarge();
      case Brought.NoSpace _ -> throw noSpace();
      case Brought.NotKept _ ->
          throw new Refusal(
              HttpStatus.SERVICE_UNAVAILABLE, "The file cannot be kept now. Try again.");
    };
  }

  @PostMapping("/api/v1/messages/{id}/fetch-again")
  @RequiresPermission(Permission.CONVERSATIONS_WRITE)
  @ResponseStatus(HttpStatus.ACCEPTED)
  void fetchAgain(@PathVariable String id) {
    if (!vault.fetchAgain(Limits.id("id", id))) {
      throw new Refusal(
          HttpStatus.CONFLICT, "nothing_to_fetch", "The message shows no file that is missing.");
    }
  }

  private MediaItem find(String id) {
    return MediaId.parse(id)
        .flatMap(vault::find)
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "No such file."));
  }

  private static StoredFile stored(MediaItem item) {
    StoredFile file = item.file();
    if (file == null) {
      throw new Refusal(
          HttpStatus.NOT_FOUND,
          MediaViews.lower(medium.state()),
          "The file has not been fetched from the platform.");
    }
    return file;
  }

  private static String smallName(Medium medium, FileType type) {
    return "small-" + medium.id().value().substring(0, 8) + "." + type.extension();
  }

  private static Optional<Kind> kind(@Nullable String written) {
    if (written == null || written.isEmpty()) {
      return Optional.empty();
    }
    return switch (written) {
      case "image" -> Optional.of(Kind.IMAGE);
      case "video" -> Optional.of(Kind.VIDEO);
      case "file" -> Optional.empty(); // anything is a file
      default -> throw new Refusal(HttpStatus.BAD_REQUEST, "kind: image, video or file");
    };
  }

  private static Part part(HttpServletRequest request) throws IOException {
    try {
      Part part = request.getPart("file");
      if (part == null) {
        throw new Refusal(HttpStatus.BAD_REQUEST, "file: missing in the form");
      }
      return part;
    } catch (ServletException e) {
      throw new Refusal(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE, "multipart/form-data with a file is expected");
    } catch (IllegalStateException e) {
      throw tooLarge(); // as the servlet's own limits have it
    } catch (IOException e) {
      log.info("media: a form broke off: {}", e.getClass().getSimpleName());
      throw new Refusal(HttpStatus.BAD_REQUEST, "The form broke off, or is none.");
    }
  }

  private static Refusal tooLarge() {
    return new Refusal(
        HttpStatus.CONTENT_TOO_LARGE,
        "too_large",
        "file: larger than %d bytes, which is what the platform takes"
            .formatted(Vault.UPLOAD_BYTES_MAX));
  }

  private static Refusal noSpace() {
    return new Refusal(
        HttpStatus.INSUFFICIENT_STORAGE,
        "no_space",
        "The server's disk is nearly full, and what is left is for messages.");
  }
}
