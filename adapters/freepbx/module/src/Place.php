<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Fault;
use Ringlock\Portal\Settings;

/** Where the settings lie, out of the web administration's reach, and whether the gate is switched off. */
final class Place
{
    public const VERSION = '0.1.0';
    /** Seconds for which `fwconsole ringlock off` holds. */
    public const OFF_FOR = 3600;

    /** The configuration file of FreePBX may define another place; nothing that comes with a request can. */
    public static function settingsFile(): string
    {
        return defined('RINGLOCK_SETTINGS') ? (string) constant('RINGLOCK_SETTINGS') : '/etc/ringlock-freepbx.ini';
    }

    /** @throws Fault */
    public static function settings(): Settings
    {
        return Settings::read(self::settingsFile());
    }

    public static function offFile(): string
    {
        return preg_replace('/\.ini$/', '', self::settingsFile()) . '.off';
    }

    /** Root's alone to make: a file that another account can write switches nothing off. */
    public static function offUntil(): int
    {
        clearstatcache(true, self::offFile());
        $about = @lstat(self::offFile());
        if ($about === false || $about['uid'] !== 0 || ($about['mode'] & 0170022) !== 0100000) {
            return 0;
        }
        $now = time();
        $until = $about['mtime'] + self::OFF_FOR;
        return $about['mtime'] <= $now + 60 && $until > $now ? $until : 0;
    }

    public static function isOff(): bool
    {
        return self::offUntil() > 0;
    }
}
