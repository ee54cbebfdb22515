<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

/** The way in when Ringlock is gone: a file that root alone can make, good for an hour. */
final class Bypass
{
    private const SECONDS = 3600;

    public static function file(): string
    {
        return Host::configured('ringlock.bypass', '/etc/fusionpbx/ringlock.bypass');
    }

    public static function isOpen(int $now): bool
    {
        return self::until($now) > 0;
    }

    /** When it ends, in seconds since the epoch; 0: it is not open. */
    public static function until(int $now): int
    {
        clearstatcache(true, self::file());
        $about = @lstat(self::file());
        if ($about === false || ($about['mode'] & 0170000) !== 0100000 || $about['uid'] !== 0) {
            return 0;
        }
        $age = $now - $about['mtime'];
        return $age >= 0 && $age < self::SECONDS ? $about['mtime'] + self::SECONDS : 0;
    }
}
