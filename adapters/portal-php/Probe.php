<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/**
 * Tells Ringlock that the module stands guard, in an answer that only the portal's key can make: a page that was cached, or a
 * host without the module, has no right answer to a fresh nonce. Says nothing of users.
 */
final class Probe
{
    private const NONCE = '/^[A-Za-z0-9_-]{16,128}$/D';

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
}
