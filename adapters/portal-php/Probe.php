<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/**
 * Tells that the module stands guard, in an answer that only the portal's key can make: a page that was cached, or a host
 * without the module, has no right answer to a fresh nonce. It says nothing of users. Ringlock, which proves by the same key that
 * it asks, is told more: which ways in ask for no code is for no stranger.
 */
final class Probe
{
    private const NONCE = '/^[A-Za-z0-9_-]{16,128}$/D';
    /** A host with many tenants may have one at each; Ringlock reads 64 kB. */
    private const MOST_WAYS = 50;

    /**
     * null: that is no nonce.
     *
     * @param string $host  `freepbx` or `fusionpbx`
     * @param string $state `on` or `off`
     * @return array<string, string>|null `mac` is HMAC-SHA-256 over the lines `ringlock-probe`, host, version, state, nonce
     */
    public static function answer(string $nonce, string $key, string $host, string $version, string $state): ?array
    {
        if (preg_match(self::NONCE, $nonce) !== 1) {
            return null;
        }
        $mac = hash_hmac('sha256', implode("\n", ['ringlock-probe', $host, $version, $state, $nonce]), $key);
        return ['host' => $host, 'version' => $version, 'state' => $state, 'nonce' => $nonce, 'mac' => $mac];
    }

    /** Whether Ringlock asks: its header `Ringlock-Probe` is an HMAC-SHA-256 over the lines `ringlock-probe-question`, nonce. */
    public static function isRinglocks(string $nonce, string $key): bool
    {
        $shown = $_SERVER['HTTP_RINGLOCK_PROBE'] ?? '';
        return is_string($shown) && hash_equals(hash_hmac('sha256', "ringlock-probe-question\n$nonce", $key), $shown);
    }

    /**
     * What is added to the answer for Ringlock: JSON, and an HMAC-SHA-256 over the lines `ringlock-probe-report`, nonce, that JSON.
     *
     * @param string $gate  `on`, `off` or `bypassed`
     * @param int    $until when a bypass ends, in seconds since the epoch; 0: there is none
     * @param array<int, array{text: string, do: string}>|null $open ways in that ask for no code; null: they could not be listed
     * @return array<string, string>
     */
    public static function report(
        string $nonce,
        Settings $settings,
        string $host,
        string $version,
        string $gate,
        int $until,
        ?array $open
    ): array {
        $report = (string) json_encode([
            'portal' => $settings->portal(),
            'host' => $host,
            'version' => $version,
            'gate' => $gate,
            'until' => $until,
            'time' => (int) (1000 * microtime(true)),
            'open' => $open === null ? null : array_slice($open, 0, self::MOST_WAYS),
        ], JSON_INVALID_UTF8_SUBSTITUTE);
        $mac = hash_hmac('sha256', "ringlock-probe-report\n$nonce\n$report", $settings->key());
        return ['report' => $report, 'reportMac' => $mac];
    }
}
