/*
 * A disk that forgets what it was writing when a sync failed, as Linux treats it: what is in memory can still be read and is
 * taken for written. Preloaded into a process (LD_PRELOAD) it follows the database and the log in the directory DISK_OPEN;
 * the directory DISK_HAS holds what the disk has of them: what was written and then synced with success. While the file
 * DISK_FAILS exists, syncs fail.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct range {
    off_t at;
    size_t length;
};

struct followed {
    const char *name;
    struct range *dirty; /* written and not synced */
    size_t count, capacity;
};

static struct followed files[] = {{"crdt.db", 0, 0, 0}, {"crdt.db-wal", 0, 0, 0}};
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *original(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

static struct followed *by_path(const char *path) {
    const char *directory = getenv("DISK_OPEN");
    size_t length = directory ? strlen(directory) : 0;
    if (!length || strncmp(path, directory, length) || path[length] != '/') {
        return NULL;
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (!strcmp(path + length + 1, files[i].name)) {
            return &files[i];
        }
    }
    return NULL;
}

static struct followed *by_descriptor(int descriptor, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) {
        return NULL;
    }
    path[length] = 0;
    return by_path(path);
}

static void on_disk(const struct followed *file, char *path) {
    snprintf(path, PATH_MAX, "%s/%s", getenv("DISK_HAS"), file->name);
}

static void wrote(int descriptor, off_t at, ssize_t length) {
    char path[PATH_MAX];
    int saved = errno;
    struct followed *file = length > 0 ? by_descriptor(descriptor, path) : NULL;
    if (file) {
        pthread_mutex_lock(&mutex);
        if (file->count == file->capacity) {
            file->capacity = file->capacity ? 2 * file->capacity : 64;
            file->dirty = realloc(file->dirty, file->capacity * sizeof *file->dirty);
        }
        file->dirty[file->count++] = (struct range) {at, (size_t) length};
        pthread_mutex_unlock(&mutex);
    }
    errno = saved;
}

static void copy(const struct followed *file, const char *from) {
    ssize_t (*write_at)(int, const void *, size_t, off64_t) = original("pwrite64");
    char to[PATH_MAX];
    on_disk(file, to);
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT, 0644);
    for (size_t i = 0; i < file->count; i++) {
        char *bytes = malloc(file->dirty[i].length);
        ssize_t length = pread(in, bytes, file->dirty[i].length, file->dirty[i].at);
        if (length > 0 && write_at(out, bytes, (size_t) length, file->dirty[i].at) != length) {
            abort();
        }
        free(bytes);
    }
    close(in);
    close(out);
}

static int synced(int descriptor, const char *name) {
    int (*sync)(int) = original(name);
    char path[PATH_MAX];
    struct followed *file = by_descriptor(descriptor, path);
    if (!file) {
        return sync(descriptor);
    }
    pthread_mutex_lock(&mutex);
    int fails = !access(getenv("DISK_FAILS"), F_OK);
    if (!fails) {
        copy(file, path);
    }
    file->count = 0;
    pthread_mutex_unlock(&mutex);
    if (fails) {
        errno = EIO;
    }
    return fails ? -1 : 0;
}

int fsync(int descriptor) {
    return synced(descriptor, "fsync");
}

int fdatasync(int descriptor) {
    return synced(descriptor, "fdatasync");
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t at) {
    ssize_t (*write_at)(int, const void *, size_t, off64_t) = original("pwrite64");
    ssize_t written = write_at(descriptor, bytes, length, at);
    wrote(descriptor, at, written);
    return written;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t at) {
    return pwrite64(descriptor, bytes, length, at);
}

static int cut(int descriptor, off64_t length) {
    int (*truncate_to)(int, off64_t) = original("ftruncate64");
    char path[PATH_MAX], there[PATH_MAX];
    struct followed *file = by_descriptor(descriptor, path);
    if (file) {
        on_disk(file, there);
        if (truncate(there, length) && errno != ENOENT) {
            abort();
        }
    }
    return truncate_to(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) {
    return cut(descriptor, length);
}

int ftruncate(int descriptor, off_t length) {
    return cut(descriptor, length);
}

int unlink(const char *path) {
    int (*remove_file)(const char *) = original("unlink");
    char there[PATH_MAX];
    struct followed *file = by_path(path);
    if (file) {
        on_disk(file, there);
        remove_file(there);
        pthread_mutex_lock(&mutex);
        file->count = 0;
        pthread_mutex_unlock(&mutex);
    }
    return remove_file(path);
}
