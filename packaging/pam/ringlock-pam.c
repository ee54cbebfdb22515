/*
 * A login of this host for pam_exec: user in PAM_USER, password and code on stdin, up to a NUL byte or the end. It is
 * `ringlock verify` without the start of Node.js: it only passes the login on to the running service, which decides.
 * Exit status 0 lets in; anything that goes wrong ends in 1. Where no service runs, `ringlock verify` itself takes over.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { REFUSED = 1, LONGEST_TYPED = 4096, LONGEST_LINE = 65536, PATIENCE_SECONDS = 10 };

static const char *config = "/etc/ringlock/ringlock.yaml";
static const char *socket_path = "/var/lib/ringlock/ringlock.sock";
static const char *separator = "";
static int code_only = 0;

/* pam_exec shows stdout to the user, and keeps stderr for the administrator. */
static _Noreturn void unavailable(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("ringlock-pam: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    puts("The login service is not available. Please try again later.");
    exit(REFUSED);
}

/* Judges the login without a service, slowly: with the data folder's lock, so that no code counts twice. */
static _Noreturn void run_verify(const char *reason)
{
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash;
    if (length < 0) unavailable("/proc/self/exe: %s", strerror(errno));
    program[length] = '\0';
    slash = strrchr(program, '/');
    if (slash == NULL || (size_t)(slash - program) + sizeof "/ringlock" > sizeof program) unavailable("no folder");
    strcpy(slash, "/ringlock");
    fprintf(stderr, "ringlock-pam: %s: %s; ringlock verify judges this login\n", socket_path, reason);
    execl(program, program, "verify", "--config", config, "--separator", separator,
          code_only ? "--code-only" : (char *)NULL, (char *)NULL);
    unavailable("%s: %s", program, strerror(errno));
}

static int connect_to_service(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct timeval patience = { .tv_sec = PATIENCE_SECONDS };
    int service = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (service < 0) unavailable("socket: %s", strerror(errno));
    if (strlen(socket_path) >= sizeof address.sun_path) run_verify("a longer path than sockets have");
    strcpy(address.sun_path, socket_path);
    setsockopt(service, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(service, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(service, (struct sockaddr *)&address, sizeof address) == 0) return service;
    if (errno == ENOENT || errno == ECONNREFUSED) run_verify("no service listens there");
    unavailable("%s: %s", socket_path, strerror(errno));
}

/* One newline at the end comes from the shell; nothing else is removed. */
static void read_typed(char typed[LONGEST_TYPED + 1])
{
    size_t length = 0;
    char *end;
    for (;;) {
        ssize_t count = read(STDIN_FILENO, typed + length, LONGEST_TYPED - length);
        if (count < 0) unavailable("stdin: %s", strerror(errno));
        length += (size_t)count;
        typed[length] = '\0';
        if (count == 0 || memchr(typed, '\0', length) != NULL) break;
        if (length == LONGEST_TYPED) unavailable("more input than any password has");
    }
    end = strchr(typed, '\0');
    if (end > typed && end[-1] == '\n') end[-1] = '\0';
}

/* RFC 3629. What is none would reach the service as another password, and would cost the user an attempt. */
static int is_utf8(const unsigned char *text)
{
    while (*text != '\0') {
        unsigned first = *text++;
        unsigned more = first < 0x80 ? 0 : first < 0xc2 ? 4 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : 4;
        unsigned least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        unsigned most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (more == 4) return 0;
        for (; more > 0; more--, text++, least = 0x80, most = 0xbf)
            if (*text < least || *text > most) return 0;
    }
    return 1;
}

static void put_json_string(FILE *line, const char *name, const char *text)
{
    if (!is_utf8((const unsigned char *)text)) unavailable("%s is not UTF-8 text", name);
    fprintf(line, "\"%s\":\"", name);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') fprintf(line, "\\%c", *text);
        else if ((unsigned char)*text < 0x20) fprintf(line, "\\u%04x", (unsigned)*text);
        else fputc(*text, line);
    }
    fputc('"', line);
}

/* The request of server/control/control-socket.ts, one JSON line. */
static void ask(int service, const char *login, const char *typed)
{
    const char *source = getenv("PAM_RHOST");
    char *request = NULL;
    size_t length, sent = 0;
    FILE *line = open_memstream(&request, &length);
    if (line == NULL) unavailable("no memory");
    fputs("{\"operation\":\"verify\",\"request\":{", line);
    put_json_string(line, "login", login);
    fputc(',', line);
    put_json_string(line, "typed", typed);
    fputc(',', line);
    put_json_string(line, "separator", separator);
    fprintf(line, ",\"codeOnly\":%s", code_only ? "true" : "false");
    if (source != NULL && *source != '\0') {
        fputc(',', line);
        put_json_string(line, "source", source);
        fputs("}}\n", line);
    } else fputs(",\"source\":null}}\n", line);
    if (fclose(line) != 0) unavailable("no memory");
    while (sent < length) {
        ssize_t count = send(service, request + sent, length - sent, MSG_NOSIGNAL);
        if (count < 0) unavailable("%s: %s", socket_path, strerror(errno));
        sent += (size_t)count;
    }
}

static void read_reply(int service, char reply[LONGEST_LINE + 1])
{
    size_t length = 0;
    for (;;) {
        ssize_t count = read(service, reply + length, LONGEST_LINE - length);
        if (count < 0) unavailable("no answer: %s", strerror(errno));
        if (count == 0) unavailable("no answer: the service was stopped, is overrun, or is another version");
        length += (size_t)count;
        reply[length] = '\0';
        if (reply[length - 1] == '\n') return;
        if (length == LONGEST_LINE) unavailable("the answer is too long");
    }
}

/* What stands in a JSON string, up to its quotation mark. The service's sentences need no escapes but these. */
static void print_text(const char *text)
{
    for (; *text != '\0' && *text != '"'; text++) {
        if (*text == '\\' && *++text == '\0') break;
        putchar(*text);
    }
    putchar('\n');
}

int main(int count, char *arguments[])
{
    static char typed[LONGEST_TYPED + 1], reply[LONGEST_LINE + 1];
    static const char accepted[] = "{\"answer\":{\"done\":true,\"line\":\"";
    static const char refused[] = "{\"answer\":{\"done\":false,\"line\":\"";
    const char *login = getenv("PAM_USER");
    int service;

    for (int i = 1; i < count; i++) {
        const char **option = strcmp(arguments[i], "--socket") == 0      ? &socket_path
                              : strcmp(arguments[i], "--config") == 0    ? &config
                              : strcmp(arguments[i], "--separator") == 0 ? &separator
                                                                         : NULL;
        if (strcmp(arguments[i], "--code-only") == 0) code_only = 1;
        else if (option != NULL && i + 1 < count) *option = arguments[++i];
        else unavailable("usage: ringlock-pam [--code-only] [--separator TEXT] [--socket FILE] [--config FILE]");
    }
    if (login == NULL || *login == '\0') unavailable("PAM_USER is not set: pam_exec runs this");
    service = connect_to_service();
    read_typed(typed);
    ask(service, login, typed);
    read_reply(service, reply);
    if (strncmp(reply, accepted, sizeof accepted - 1) == 0) {
        print_text(reply + sizeof accepted - 1);
        return 0;
    }
    if (strncmp(reply, refused, sizeof refused - 1) == 0) {
        print_text(reply + sizeof refused - 1);
        return REFUSED;
    }
    unavailable("%.*s", (int)strcspn(reply, "\n"), reply);
}
