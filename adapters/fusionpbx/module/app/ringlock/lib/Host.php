<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

/** What the module needs of FusionPBX itself, the same from 5.1 on. */
final class Host
{
    /** That of the package; app_config.php says it, too. */
    public const VERSION = '0.1.0';
    public const SETTINGS = '/etc/ringlock-fusionpbx.ini';

    /** A key of FusionPBX's config.conf. */
    public static function configured(string $key, string $otherwise): string
    {
        global $conf;
        $value = is_array($conf) ? ($conf[$key] ?? '') : '';
        return is_string($value) && $value !== '' ? $value : $otherwise;
    }

    /** Where the module's own settings are. */
    public static function settingsFile(): string
    {
        return self::configured('ringlock.settings', self::SETTINGS);
    }

    /** The first value of the first row; null: there is none. @param array<string, mixed> $parameters */
    public static function value(string $sql, array $parameters = []): ?string
    {
        $value = self::database()->select($sql, $parameters, 'column');
        return is_scalar($value) && $value !== false ? (string) $value : null;
    }

    /** @param array<string, mixed> $parameters @return array<int, array<string, mixed>> */
    public static function rows(string $sql, array $parameters = []): array
    {
        $rows = self::database()->select($sql, $parameters, 'all');
        return is_array($rows) ? $rows : [];
    }

    /** @param array<string, mixed> $parameters */
    public static function execute(string $sql, array $parameters = []): void
    {
        self::database()->execute($sql, $parameters);
    }

    private static function database(): \database
    {
        return method_exists('database', 'new') ? \database::new() : new \database();
    }

    /** Under where FusionPBX is. */
    public static function path(string $path): string
    {
        return (defined('PROJECT_PATH') ? PROJECT_PATH : '') . $path;
    }

    /** In the words of FusionPBX's own, which fail2ban's filter looks for. */
    public static function logFailure(FirstFactor $user, string $why): void
    {
        self::log(LOG_WARNING, '[' . ($_SERVER['REMOTE_ADDR'] ?? '') . "] authentication failed for $user->username");
        try {
            \user_logs::add(['authorized' => false] + $user->result(), "Ringlock: $why");
        } catch (\Throwable $fault) {
            self::log(LOG_WARNING, 'Ringlock: the failed login is not in the user logs: ' . $fault->getMessage());
        }
    }

    public static function log(int $priority, string $message): void
    {
        openlog('FusionPBX', LOG_NDELAY, LOG_AUTH);
        syslog($priority, (string) preg_replace('/[\x00-\x1f\x7f]+/', ' ', $message));
        closelog();
    }

    /** Forgets the login that was begun, as if the browser came anew. */
    public static function forgetLogin(): void
    {
        HeldLogin::end();
        foreach (['authentication', 'username', 'user_uuid', 'user_email', 'contact_uuid', 'remember', 'authorized'] as $name) {
            unset($_SESSION[$name]);
        }
    }

    /** @return never */
    public static function redirect(string $path): void
    {
        header('Location: ' . self::path($path));
        exit;
    }
}
