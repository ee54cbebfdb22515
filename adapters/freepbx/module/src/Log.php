<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

/** FreePBX's security log, which Fail2ban reads: a wrong code is written as FreePBX writes a wrong password. */
final class Log
{
    public static function accepted(string $name, string $how): void
    {
        self::write("Authentication successful for $name from " . Request::server('REMOTE_ADDR') . " (ringlock: $how)");
    }

    public static function failed(string $name): void
    {
        self::write("Authentication failure for $name from " . Request::server('REMOTE_ADDR'));
    }

    public static function note(string $text): void
    {
        self::write("ringlock: $text");
    }

    private static function write(string $text): void
    {
        $line = (string) preg_replace('/[\x00-\x1f\x7f]+/', ' ', $text);
        if (function_exists('freepbx_log_security')) {
            freepbx_log_security($line);
        } else {
            error_log($line);
        }
    }
}
