<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

/** What is asked, in what FreePBX's own code would understand by it. */
final class Request
{
    /** Headers by which a proxy says for whom it asks. */
    private const FORWARDED = [
        'HTTP_X_FORWARDED_FOR', 'HTTP_FORWARDED', 'HTTP_X_REAL_IP', 'HTTP_X_FORWARDED_HOST', 'HTTP_X_FORWARDED_PROTO',
        'HTTP_X_FORWARDED_SERVER', 'HTTP_VIA', 'HTTP_CF_CONNECTING_IP', 'HTTP_TRUE_CLIENT_IP', 'HTTP_CLIENT_IP',
    ];

    /** A parameter, wherever FreePBX would take it from; '' where there is none, or a list. */
    public static function text(string $name): string
    {
        $value = $_REQUEST[$name] ?? '';
        return is_string($value) ? $value : '';
    }

    public static function posted(string $name): string
    {
        $value = $_POST[$name] ?? '';
        return is_string($value) ? $value : '';
    }

    public static function isPost(): bool
    {
        return self::server('REQUEST_METHOD') === 'POST';
    }

    public static function server(string $name): string
    {
        $value = $_SERVER[$name] ?? '';
        return is_string($value) ? $value : '';
    }

    /** The name of the script in its folder, as `admin/config.php`. */
    public static function script(): string
    {
        $file = realpath(self::server('SCRIPT_FILENAME'));
        return $file === false ? '' : basename(dirname($file)) . '/' . basename($file);
    }

    /** FreePBX's calls for scripts; api.php includes ajax.php. */
    public static function isAjax(): bool
    {
        return in_array(self::script(), ['admin/ajax.php', 'api/api.php'], true);
    }

    /**
     * UCP's scripts lie in the module ucp, and AMPWEBROOT/ucp is a link to there. They are known by what they include too, because a
     * web server may serve a copy.
     */
    public static function isUcp(string $webRoot): bool
    {
        $file = realpath(self::server('SCRIPT_FILENAME'));
        if ($file === false) {
            return false;
        }
        foreach (["$webRoot/ucp", "$webRoot/admin/modules/ucp/htdocs"] as $folder) {
            $ucp = realpath($folder);
            if ($ucp !== false && strncmp($file, "$ucp/", strlen($ucp) + 1) === 0) {
                return true;
            }
        }
        return is_file(dirname($file) . '/includes/UCP.class.php');
    }

    /** Whether a script asks, which cannot show a page to anyone. */
    public static function wantsData(): bool
    {
        return !in_array(basename(self::server('SCRIPT_FILENAME')), ['index.php', 'config.php'], true)
            || isset($_REQUEST['quietmode'])
            || strtolower(self::server('HTTP_X_REQUESTED_WITH')) === 'xmlhttprequest';
    }

    /**
     * FreePBX asks callers at 127.0.0.1 for no login (BMO/Ajax.class.php:106-109), and behind a proxy on the same host every caller
     * is there.
     */
    public static function isForwardedFromHere(): bool
    {
        $address = self::server('REMOTE_ADDR');
        if (strncmp($address, '127.', 4) !== 0 && $address !== '::1' && strncmp($address, '::ffff:127.', 11) !== 0) {
            return false;
        }
        foreach (self::FORWARDED as $header) {
            if (isset($_SERVER[$header])) {
                return true;
            }
        }
        return false;
    }
}
