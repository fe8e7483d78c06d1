/*
 * A disk that fails on request, between a program and libc (LD_PRELOAD).
 *
 * Only files below XIAOER_DISK_FOLDER are concerned. XIAOER_DISK_CONTROL names a small file, shared
 * by mmap with whoever steers: faults come and go while the program runs. With XIAOER_DISK_JOURNAL,
 * a folder on the same file system, everything that was written and not yet synced can be taken
 * back once the program is dead: before each write its pre-image goes to a journal of that file,
 * and a successful fsync of the file clears it. Directory entries are kept likewise until the
 * directory is synced. The page cache outlives a kill -9, so what is in files and journals together
 * is what a power cut had to choose from; PowerCut.java chooses.
 *
 * Not seen here: writes through mmap (SQLite's -shm, which it builds anew), sendfile and
 * copy_file_range, mkdir, duplicated descriptors, relative paths.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum fault { HEALTHY, DISK_FULL, READ_ONLY, WRITE_ERROR, SYNC_ERROR, READ_ERROR };
enum moment { NEVER, BEFORE_WRITE, AFTER_WRITE, BEFORE_SYNC, AFTER_SYNC };
enum kind { ANY, WAL, DATABASE, SHARED_MEMORY, DIRECTORY, OTHER };

/* Disk.java knows this layout: 32-bit words in the machine's order. */
struct control {
  _Atomic int32_t fault;
  _Atomic int32_t sync_delay_ms;
  _Atomic int32_t syncs_lie; /* fsync answers 0 and nothing counts as synced */
  _Atomic int32_t kill_moment;
  _Atomic int32_t kill_kind;
  _Atomic int32_t kill_countdown; /* dies of SIGKILL when this many such moments have passed */
  _Atomic int32_t writes;
  _Atomic int32_t syncs;
  _Atomic int32_t faults;
};

struct file {
  dev_t dev;
  ino_t ino;
  enum kind kind;
  int descriptors;
  int journal; /* -1: not kept */
  pthread_mutex_t lock;
  struct file *next;
};

/* Before each pre-image. PowerCut.java knows this layout. */
struct record {
  uint32_t magic;
  uint32_t truncation;
  uint64_t offset;
  uint64_t length;      /* of the write; 0 for a truncation */
  uint64_t size_before; /* of the file */
  uint64_t saved;       /* bytes of pre-image that follow: from offset, within the old size */
};

#define MAGIC 0x4f444e55u
#define DESCRIPTORS_MAX 65536

static const char *folder;
static size_t folder_length;
static const char *side;
static struct control *control;
static struct control unsteered;
static struct file *_Atomic by_descriptor[DESCRIPTORS_MAX];
static struct file *files;
static pthread_mutex_t files_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t names_lock = PTHREAD_MUTEX_INITIALIZER;

static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static int (*real_closedir)(DIR *);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_pread)(int, void *, size_t, off_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);

/* A model that is wrong proves nothing, so it ends the program instead. */
static void broken(const char *what) {
  char line[256];
  int length = snprintf(line, sizeof line, "disk.c: %s: %s\n", what, strerror(errno));
  if (real_write(2, line, (size_t)length) < 0) {
    _exit(99);
  }
  abort();
}

static void *real(const char *name) {
  void *symbol = dlsym(RTLD_NEXT, name);
  if (symbol == NULL) {
    abort();
  }
  return symbol;
}

static void begin(void) {
  real_openat = real("openat64");
  real_close = real("close");
  real_closedir = real("closedir");
  real_write = real("write");
  real_pwrite = real("pwrite64");
  real_read = real("read");
  real_pread = real("pread64");
  real_writev = real("writev");
  real_fsync = real("fsync");
  real_fdatasync = real("fdatasync");
  real_ftruncate = real("ftruncate64");
  real_unlink = real("unlink");
  real_rename = real("rename");
  control = &unsteered;
  folder = getenv("XIAOER_DISK_FOLDER");
  folder_length = folder == NULL ? 0 : strlen(folder);
  side = getenv("XIAOER_DISK_JOURNAL");
  const char *steering = getenv("XIAOER_DISK_CONTROL");
  if (steering != NULL) {
    int fd = real_openat(AT_FDCWD, steering, O_RDWR | O_CLOEXEC);
    void *map = fd < 0 ? MAP_FAILED
                       : mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) {
      broken(steering);
    }
    control = map;
    real_close(fd);
  }
}

/* Other libraries' constructors may open files before ours has run. */
static void ready(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, begin);
}

static bool concerns(const char *path) {
  return folder != NULL && strncmp(path, folder, folder_length) == 0 &&
         (path[folder_length] == '/' || path[folder_length] == '\0');
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text);
  return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

static enum kind kind_of(const char *path, mode_t mode) {
  if (S_ISDIR(mode)) {
    return DIRECTORY;
  }
  return ends_with(path, "-wal")   ? WAL
         : ends_with(path, ".db")  ? DATABASE
         : ends_with(path, "-shm") ? SHARED_MEMORY
                                   : OTHER;
}

static struct file *tracked(int fd) {
  return fd >= 0 && fd < DESCRIPTORS_MAX ? atomic_load(&by_descriptor[fd]) : NULL;
}

/*
 * A descriptor that was closed where we do not see it is the next socket's: a disk that is full
 * must not fail what is written to that.
 */
static struct file *of(int fd) {
  struct file *file = tracked(fd);
  struct stat now;
  return file != NULL && fstat(fd, &now) == 0 && now.st_ino == file->ino && now.st_dev == file->dev
             ? file
             : NULL;
}

static bool fails(enum fault fault, int error) {
  if (atomic_load(&control->fault) != (int32_t)fault) {
    return false;
  }
  atomic_fetch_add(&control->faults, 1);
  errno = error;
  return true;
}

static bool write_fails(const struct file *file) {
  return fails(DISK_FULL, ENOSPC) || fails(READ_ONLY, EROFS) ||
         (file->kind != SHARED_MEMORY && fails(WRITE_ERROR, EIO));
}

static void die_at(enum moment moment, const struct file *file) {
  if (atomic_load(&control->kill_moment) != (int32_t)moment) {
    return;
  }
  int32_t kind = atomic_load(&control->kill_kind);
  if ((kind == ANY ? file->kind != SHARED_MEMORY : kind == (int32_t)file->kind) &&
      atomic_fetch_sub(&control->kill_countdown, 1) == 1) {
    kill(getpid(), SIGKILL);
    for (;;) {
      pause();
    }
  }
}

/* ---- what was not synced ---- */

static void append(int journal, const void *bytes, size_t length) {
  if (real_write(journal, bytes, length) != (ssize_t)length) {
    broken("journal");
  }
}

/* Killed while it wrote a record, a program leaves half a one; the write itself had not begun. */
static void trim(int journal) {
  struct stat now;
  if (fstat(journal, &now) != 0) {
    broken("journal");
  }
  off_t whole = 0;
  struct record record;
  while (real_pread(journal, &record, sizeof record, whole) == (ssize_t)sizeof record &&
         whole + (off_t)(sizeof record + record.saved) <= now.st_size) {
    whole += (off_t)(sizeof record + record.saved);
  }
  if (real_ftruncate(journal, whole) != 0) {
    broken("journal");
  }
}

static int journal_of(const char *prefix, ino_t ino, int flags) {
  char name[PATH_MAX];
  snprintf(name, sizeof name, "%s/%s-%lu", side, prefix, (unsigned long)ino);
  int fd = real_openat(AT_FDCWD, name, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | flags, 0600);
  if (fd < 0) {
    broken(name);
  }
  return fd;
}

/* Caller holds the file's lock. */
static void note(const struct file *file, int fd, bool truncation, off_t offset, size_t length) {
  if (file->journal < 0) {
    return;
  }
  struct stat now;
  if (fstat(fd, &now) != 0) {
    broken("fstat");
  }
  off_t end = truncation ? now.st_size : offset + (off_t)length;
  if (end > now.st_size) {
    end = now.st_size;
  }
  size_t saved = end > offset ? (size_t)(end - offset) : 0;
  char *bytes = malloc(sizeof(struct record) + saved);
  if (bytes == NULL) {
    broken("malloc");
  }
  struct record record = {MAGIC, truncation, (uint64_t)offset, truncation ? 0 : length,
                          (uint64_t)now.st_size, saved};
  memcpy(bytes, &record, sizeof record);
  for (size_t done = 0; done < saved;) {
    ssize_t n = real_pread(fd, bytes + sizeof record + done, saved - done, offset + (off_t)done);
    if (n <= 0) {
      broken("pre-image");
    }
    done += (size_t)n;
  }
  append(file->journal, bytes, sizeof record + saved);
  free(bytes);
}

static void split(const char *path, char *parent) {
  snprintf(parent, PATH_MAX, "%s", path);
  char *slash = strrchr(parent, '/');
  if (slash != NULL) {
    *slash = '\0';
  }
}

/* One line on what happened to a name in the directory of `path`. */
static void note_name(const char *path, const char *format, ...) {
  char parent[PATH_MAX];
  split(path, parent);
  struct stat directory;
  if (!concerns(parent) || stat(parent, &directory) != 0) {
    return; /* the data folder's own name is made once, by the installation */
  }
  char line[3 * PATH_MAX];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  int journal = journal_of("names", directory.st_ino, 0);
  append(journal, line, (size_t)length);
  real_close(journal);
}

/* Keeps what a name stood for; the word by which the journal finds it again, "-" for nothing. */
static const char *keep(const char *path, char *kept) {
  static atomic_int number;
  struct stat now;
  struct timespec at;
  snprintf(kept, NAME_MAX, "-");
  if (lstat(path, &now) != 0 || !S_ISREG(now.st_mode) || ends_with(path, "-shm")) {
    return kept;
  }
  clock_gettime(CLOCK_REALTIME, &at);
  snprintf(kept, NAME_MAX, "kept-%ld-%ld-%d", (long)at.tv_sec, at.tv_nsec,
           atomic_fetch_add(&number, 1));
  char name[PATH_MAX];
  snprintf(name, sizeof name, "%s/%s", side, kept);
  if (link(path, name) != 0) {
    broken(name);
  }
  return kept;
}

/* The directory was synced: its names are as they are now. */
static void settle_names(ino_t ino) {
  pthread_mutex_lock(&names_lock);
  int journal = journal_of("names", ino, 0);
  int copy = dup(journal);
  FILE *lines = copy < 0 ? NULL : fdopen(copy, "r");
  if (lines == NULL) {
    broken("names");
  }
  char line[3 * PATH_MAX];
  while (fgets(line, sizeof line, lines) != NULL) {
    char *kept = strrchr(line, '\t');
    if (kept != NULL && strncmp(kept + 1, "kept-", 5) == 0) {
      kept[strcspn(kept, "\n")] = '\0';
      char name[PATH_MAX];
      snprintf(name, sizeof name, "%s/%s", side, kept + 1);
      real_unlink(name);
    }
  }
  fclose(lines);
  if (real_ftruncate(journal, 0) != 0) {
    broken("names");
  }
  real_close(journal);
  pthread_mutex_unlock(&names_lock);
}

/* ---- libc's names ---- */

static void untrack(int fd) {
  if (tracked(fd) == NULL) {
    return;
  }
  pthread_mutex_lock(&files_lock);
  struct file *file = atomic_exchange(&by_descriptor[fd], NULL);
  if (file != NULL && --file->descriptors == 0) {
    struct file **link = &files;
    while (*link != file) {
      link = &(*link)->next;
    }
    *link = file->next;
    if (file->journal >= 0) {
      real_close(file->journal);
    }
    pthread_mutex_destroy(&file->lock);
    free(file);
  }
  pthread_mutex_unlock(&files_lock);
}

static void track(int fd, const char *path, bool created) {
  struct stat now;
  if (fd >= DESCRIPTORS_MAX || fstat(fd, &now) != 0 ||
      !(S_ISREG(now.st_mode) || S_ISDIR(now.st_mode))) {
    return;
  }
  untrack(fd); /* what it stood for was closed unseen */
  pthread_mutex_lock(&files_lock);
  struct file *file = files;
  while (file != NULL && file->ino != now.st_ino) {
    file = file->next;
  }
  if (file == NULL) {
    file = calloc(1, sizeof *file);
    if (file == NULL) {
      broken("calloc");
    }
    file->dev = now.st_dev;
    file->ino = now.st_ino;
    file->kind = kind_of(path, now.st_mode);
    file->journal = -1;
    pthread_mutex_init(&file->lock, NULL);
    if (side != NULL && file->kind != SHARED_MEMORY && file->kind != DIRECTORY) {
      file->journal = journal_of("file", now.st_ino, created ? O_TRUNC : 0);
      trim(file->journal);
    }
    file->next = files;
    files = file;
  }
  file->descriptors++;
  atomic_store(&by_descriptor[fd], file);
  pthread_mutex_unlock(&files_lock);
}

static int open_file(int directory, const char *path, int flags, mode_t mode) {
  ready();
  if (path == NULL || path[0] != '/' || !concerns(path)) {
    return real_openat(directory, path, flags, mode);
  }
  bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
  if (writes && fails(READ_ONLY, EROFS)) {
    return -1;
  }
  struct stat before;
  bool created = (flags & O_CREAT) && stat(path, &before) != 0;
  if (created && fails(DISK_FULL, ENOSPC)) {
    return -1;
  }
  if (side != NULL && (flags & O_ACCMODE) == O_WRONLY) {
    flags = (flags & ~O_ACCMODE) | O_RDWR; /* pre-images have to be read */
  }
  bool truncates = (flags & O_TRUNC) && !created;
  int fd = real_openat(directory, path, truncates ? flags & ~O_TRUNC : flags, mode);
  if (fd < 0) {
    return fd;
  }
  track(fd, path, created);
  if (created && side != NULL && !ends_with(path, "-shm")) {
    pthread_mutex_lock(&names_lock);
    note_name(path, "create\t%s\t-\n", path);
    pthread_mutex_unlock(&names_lock);
  }
  if (truncates && ftruncate(fd, 0) != 0) {
    int error = errno;
    close(fd);
    errno = error;
    return -1;
  }
  return fd;
}

#define MODE_OF(flags)                                  \
  mode_t mode = 0;                                      \
  if ((flags) & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) { \
    va_list arguments;                                  \
    va_start(arguments, flags);                         \
    mode = va_arg(arguments, mode_t);                   \
    va_end(arguments);                                  \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_file(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_file(AT_FDCWD, path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_file(directory, path, flags, mode);
}

int openat64(int directory, const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_file(directory, path, flags, mode);
}

int creat(const char *path, mode_t mode) {
  return open_file(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int close(int fd) {
  ready();
  untrack(fd);
  return real_close(fd);
}

/* It closes its descriptor by a name of libc's own. */
int closedir(DIR *directory) {
  ready();
  untrack(dirfd(directory));
  return real_closedir(directory);
}

/* `at` -1: where the descriptor stands. */
static ssize_t write_file(struct file *file, int fd, const void *bytes, size_t length, off_t at) {
  if (write_fails(file)) {
    return -1;
  }
  atomic_fetch_add(&control->writes, 1);
  die_at(BEFORE_WRITE, file);
  pthread_mutex_lock(&file->lock);
  off_t offset = at;
  if (offset < 0) {
    bool appends = fcntl(fd, F_GETFL) & O_APPEND;
    offset = lseek(fd, 0, appends ? SEEK_END : SEEK_CUR);
  }
  note(file, fd, false, offset, length);
  ssize_t result =
      at < 0 ? real_write(fd, bytes, length) : real_pwrite(fd, bytes, length, offset);
  pthread_mutex_unlock(&file->lock);
  die_at(AFTER_WRITE, file);
  return result;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  ready();
  struct file *file = of(fd);
  return file == NULL ? real_write(fd, bytes, length) : write_file(file, fd, bytes, length, -1);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  ready();
  struct file *file = of(fd);
  return file == NULL ? real_pwrite(fd, bytes, length, offset)
                      : write_file(file, fd, bytes, length, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  return pwrite64(fd, bytes, length, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  ready();
  struct file *file = of(fd);
  if (file == NULL) {
    return real_writev(fd, parts, count);
  }
  ssize_t total = 0;
  for (int i = 0; i < count; i++) {
    ssize_t n = write_file(file, fd, parts[i].iov_base, parts[i].iov_len, -1);
    if (n < 0) {
      return total > 0 ? total : -1;
    }
    total += n;
    if ((size_t)n < parts[i].iov_len) {
      break;
    }
  }
  return total;
}

ssize_t read(int fd, void *bytes, size_t length) {
  ready();
  struct file *file = of(fd);
  if (file != NULL && file->kind != SHARED_MEMORY && fails(READ_ERROR, EIO)) {
    return -1;
  }
  return real_read(fd, bytes, length);
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t offset) {
  ready();
  struct file *file = of(fd);
  if (file != NULL && file->kind != SHARED_MEMORY && fails(READ_ERROR, EIO)) {
    return -1;
  }
  return real_pread(fd, bytes, length, offset);
}

ssize_t pread(int fd, void *bytes, size_t length, off_t offset) {
  return pread64(fd, bytes, length, offset);
}

int ftruncate64(int fd, off64_t size) {
  ready();
  struct file *file = of(fd);
  if (file == NULL) {
    return real_ftruncate(fd, size);
  }
  struct stat now;
  if (fstat(fd, &now) == 0 && size >= now.st_size ? write_fails(file) : fails(READ_ONLY, EROFS)) {
    return -1;
  }
  die_at(BEFORE_WRITE, file);
  pthread_mutex_lock(&file->lock);
  note(file, fd, true, size, 0);
  int result = real_ftruncate(fd, size);
  pthread_mutex_unlock(&file->lock);
  die_at(AFTER_WRITE, file);
  return result;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int sync_file(int fd, int (*sync)(int)) {
  struct file *file = of(fd);
  if (file == NULL) {
    return sync(fd);
  }
  if (file->kind != DIRECTORY) {
    atomic_fetch_add(&control->syncs, 1);
    int32_t delay = atomic_load(&control->sync_delay_ms);
    if (delay > 0) {
      struct timespec pause = {delay / 1000, delay % 1000 * 1000000L};
      nanosleep(&pause, NULL);
    }
  }
  die_at(BEFORE_SYNC, file);
  if (fails(SYNC_ERROR, EIO)) {
    return -1;
  }
  pthread_mutex_lock(&file->lock);
  int result = sync(fd);
  if (result == 0 && side != NULL && !atomic_load(&control->syncs_lie)) {
    if (file->kind == DIRECTORY) {
      settle_names(file->ino);
    } else if (file->journal >= 0 && real_ftruncate(file->journal, 0) != 0) {
      broken("journal");
    }
  }
  pthread_mutex_unlock(&file->lock);
  die_at(AFTER_SYNC, file);
  return result;
}

int fsync(int fd) {
  ready();
  return sync_file(fd, real_fsync);
}

int fdatasync(int fd) {
  ready();
  return sync_file(fd, real_fdatasync);
}

int unlink(const char *path) {
  ready();
  if (!concerns(path)) {
    return real_unlink(path);
  }
  if (fails(READ_ONLY, EROFS)) {
    return -1;
  }
  if (side == NULL) {
    return real_unlink(path);
  }
  pthread_mutex_lock(&names_lock);
  char kept[NAME_MAX];
  keep(path, kept);
  int result = real_unlink(path);
  int error = errno;
  if (result == 0) {
    note_name(path, "unlink\t%s\t%s\n", path, kept);
  }
  pthread_mutex_unlock(&names_lock);
  errno = error;
  return result;
}

int rename(const char *from, const char *to) {
  ready();
  if (!concerns(from) && !concerns(to)) {
    return real_rename(from, to);
  }
  if (fails(READ_ONLY, EROFS)) {
    return -1;
  }
  if (side == NULL) {
    return real_rename(from, to);
  }
  pthread_mutex_lock(&names_lock);
  char kept[NAME_MAX];
  keep(to, kept);
  int result = real_rename(from, to);
  int error = errno;
  if (result == 0) {
    note_name(to, "rename\t%s\t%s\t%s\n", from, to, kept);
  }
  pthread_mutex_unlock(&names_lock);
  errno = error;
  return result;
}
