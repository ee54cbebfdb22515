<?php

namespace {
    function is_uuid($text): bool
    {
        return is_string($text) && preg_match('/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i', $text) === 1;
    }

    function uuid(): string
    {
        return vsprintf('%s%s-%s-4%.3s-8%.3s-%s%s%s', str_split(bin2hex(random_bytes(18)), 4));
    }

    function escape($text): string
    {
        return htmlspecialchars((string) $text, ENT_QUOTES, 'UTF-8');
    }

    function lower_case($text): string
    {
        return strtolower((string) $text);
    }

    function permission_exists($name): bool
    {
        return !empty($_SESSION['permissions'][$name]);
    }

    /** One line a message, where a test can read it. */
    function double_syslog(int $priority, string $message): void
    {
        file_put_contents(config::load()->get('double.syslog'), "$priority $message\n", FILE_APPEND);
    }
}

/** What stands in for PHP's own in the module's namespace, because a test has no syslog of its own. */

namespace Ringlock\FusionPBX {
    function openlog(string $prefix, int $flags, int $facility): bool
    {
        return true;
    }

    function syslog(int $priority, string $message): bool
    {
        \double_syslog($priority, $message);
        return true;
    }
}
