/* SPDX-License-Identifier: MIT */
#include "support/mariadb_server.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mysql.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "support/stopped.h"

enum { START_TRIES = 600, START_PAUSE_US = 50000 };

void test_die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(99);
}

void test_remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char child[PATH_MAX];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(child, sizeof(child), "%s/%s", path, entry->d_name);
        if (entry->d_type == DT_DIR)
            test_remove_folder(child);
        else
            unlink(child);
    }
    closedir(folder);
    rmdir(path);
}

pid_t test_spawn(const char *const arguments[], const char *log)
{
    pid_t parent = getpid();
    pid_t child = fork();
    if (child < 0)
        test_die("fork: %s", strerror(errno));
    if (child > 0)
        return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int file = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (getppid() != parent || file < 0)
        _exit(126);
    dup2(file, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    char *list[32] = {NULL};
    for (size_t i = 0; arguments[i] && i + 1 < ARRAY_LENGTH(list); i++)
        list[i] = strdup(arguments[i]);
    execvp(list[0], list);
    _exit(127);
}

/* In memory: a schema of 30 statements costs 1.8 s on a disk that syncs for each, 0.1 s without. */
void test_make_folder(char *folder, size_t size, const char *name)
{
    enum { ROOM_WANTED = 512 << 20 };
    struct statvfs about;
    const char *root = "/tmp";
    if (access("/dev/shm", W_OK) == 0 && statvfs("/dev/shm", &about) == 0 &&
        (uint64_t)about.f_bavail * about.f_frsize >= ROOM_WANTED)
        root = "/dev/shm";
    snprintf(folder, size, "%s/%s-XXXXXX", root, name);
    if (!mkdtemp(folder))
        test_die("mkdtemp: %s", strerror(errno));
}

static bool is_installed(const char *name)
{
    static const char *const folders[] = {"/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/sbin"};
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        char path[100];
        snprintf(path, sizeof(path), "%s/%s", folders[i], name);
        if (access(path, X_OK) == 0)
            return true;
    }
    return false;
}

bool mariadb_installed(void)
{
    return is_installed("mariadbd") && is_installed("mariadb-install-db");
}

void mariadb_server_make(struct mariadb_server *server)
{
    char data[100], temporary[100], log[100];
    setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
    test_make_folder(server->folder, sizeof(server->folder), "ams-test-mariadb");
    snprintf(server->socket, sizeof(server->socket), "%s/socket", server->folder);
    snprintf(data, sizeof(data), "--datadir=%s/data", server->folder);
    snprintf(temporary, sizeof(temporary), "--tmpdir=%s", server->folder);
    snprintf(log, sizeof(log), "%s/log", server->folder);
    const char *const install[] = {"mariadb-install-db",
                                   "--no-defaults",
                                   "--auth-root-authentication-method=normal",
                                   "--skip-test-db",
                                   data,
                                   temporary,
                                   geteuid() == 0 ? "--user=root" : NULL,
                                   NULL};
    int status;
    pid_t installer = test_spawn(install, log);
    if (waitpid(installer, &status, 0) < 0 || status != 0)
        test_die("mariadb-install-db failed: see %s", log);
}

void mariadb_server_start(struct mariadb_server *server)
{
    char data[100], temporary[100], socket[100], log[100], port[20], pid_file[100];
    snprintf(data, sizeof(data), "--datadir=%s/data", server->folder);
    snprintf(temporary, sizeof(temporary), "--tmpdir=%s", server->folder);
    snprintf(socket, sizeof(socket), "--socket=%s", server->socket);
    snprintf(pid_file, sizeof(pid_file), "--pid-file=%s/pid", server->folder);
    snprintf(log, sizeof(log), "%s/log", server->folder);
    snprintf(port, sizeof(port), "--port=%u", server->port);
    const char *serve[24] = {"mariadbd",
                             "--no-defaults",
                             data,
                             temporary,
                             socket,
                             pid_file,
                             "--innodb-buffer-pool-size=32M",
                             "--innodb-log-file-size=8M",
                             "--innodb-flush-method=nosync",
                             "--innodb-doublewrite=0"};
    size_t count = 10;
    serve[count++] = server->port ? port : "--skip-networking";
    if (server->port)
        serve[count++] = "--bind-address=127.0.0.1,127.0.0.2";
    if (geteuid() == 0)
        serve[count++] = "--user=root";
    for (size_t i = 0; i < MARIADB_OPTIONS_MAX && server->options[i] && count + 1 < ARRAY_LENGTH(serve); i++)
        serve[count++] = server->options[i];
    server->process = test_spawn(serve, log);
}

static MYSQL *administrator(struct mariadb_server *server)
{
    MYSQL *mysql = mysql_init(NULL);
    if (mysql && mysql_real_connect(mysql, "localhost", "root", "", NULL, 0, server->socket, 0))
        return mysql;
    mysql_close(mysql);
    return NULL;
}

void mariadb_server_wait(struct mariadb_server *server)
{
    for (int i = 0; i < START_TRIES; i++) {
        MYSQL *mysql = administrator(server);
        if (mysql) {
            mysql_close(mysql);
            return;
        }
        if (waitpid(server->process, NULL, WNOHANG) != 0)
            break;
        usleep(START_PAUSE_US);
    }
    test_die("the MariaDB server does not answer: see the log in %s", server->folder);
}

void mariadb_server_signal(struct mariadb_server *server, int signal)
{
    if (server->process == 0)
        return;
    if (signal == SIGSTOP)
        stop_process(server->process);
    else
        kill(server->process, signal);
    if (signal == SIGTERM || signal == SIGKILL) {
        waitpid(server->process, NULL, 0);
        server->process = 0;
    }
}

void mariadb_server_run(struct mariadb_server *server, const char *sql)
{
    MYSQL *mysql = administrator(server);
    if (!mysql || mysql_query(mysql, sql) != 0)
        test_die("%s: %s", sql, mysql ? mysql_error(mysql) : "the MariaDB server does not answer");
    mysql_close(mysql);
}

void mariadb_server_remove(struct mariadb_server *server)
{
    mariadb_server_signal(server, SIGKILL);
    test_remove_folder(server->folder);
}

unsigned test_free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof(address);
    int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (file < 0 || bind(file, (struct sockaddr *)&address, size) != 0 ||
        getsockname(file, (struct sockaddr *)&address, &size) != 0)
        test_die("no free port: %s", strerror(errno));
    close(file);
    return ntohs(address.sin_port);
}
