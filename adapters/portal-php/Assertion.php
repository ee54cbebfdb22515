<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/**
 * Ringlock's signed proof of a finished login: a JWT (RFC 7519) by EdDSA with Ed25519 (RFC 8037), and by nothing else. What is
 * expected of it comes from the host's own session, never from the request.
 */
final class Assertion
{
    /** Seconds by which this host's clock and Ringlock's may differ. */
    public const LEEWAY = 60;
    /** Seconds; Ringlock's assertions live for a minute. */
    private const LONGEST_LIFE = 300;
    private const LONGEST_TEXT = 8192;

    /** @var array<string, mixed> */
    public $claims;

    /** @param array<string, mixed> $claims */
    private function __construct(array $claims)
    {
        $this->claims = $claims;
    }

    public function userKey(): string
    {
        return $this->claims['sub'];
    }

    /** @return string[] */
    public function amr(): array
    {
        return array_values(array_filter((array) ($this->claims['amr'] ?? []), 'is_string'));
    }

    /**
     * null: refused, and $refusal says why, for the log.
     *
     * @param string $userKey whom this host is letting in
     * @param string $nonce   what this host gave the login in this very session
     */
    public static function check(
        string $text,
        Keys $keys,
        Settings $settings,
        string $userKey,
        string $nonce,
        int $now,
        ?string &$refusal = null
    ): ?self {
        $parts = explode('.', $text);
        if (strlen($text) > self::LONGEST_TEXT || count($parts) !== 3) {
            $refusal = 'it is no JWT';
            return null;
        }
        $header = self::object($parts[0]);
        $claims = self::object($parts[1]);
        $signature = Base64Url::decode($parts[2]);
        if ($header === null || $claims === null || $signature === null) {
            $refusal = 'it is no JWT';
            return null;
        }
        // Before a key is looked for: the header chooses nothing here, and what it marks as critical is not known (RFC 7515 4.1.11).
        if (($header['alg'] ?? null) !== 'EdDSA' || isset($header['crit']) || !is_string($header['kid'] ?? null)) {
            $refusal = 'it is not signed by EdDSA with a key that has an id';
            return null;
        }
        if (strlen($signature) !== SODIUM_CRYPTO_SIGN_BYTES) {
            $refusal = 'its signature is too short or too long';
            return null;
        }
        $key = $keys->find($header['kid']);
        if ($key === null) {
            $refusal = 'Ringlock does not publish its key, or does not answer';
            return null;
        }
        if (!sodium_crypto_sign_verify_detached($signature, "$parts[0].$parts[1]", $key)) {
            $refusal = 'its signature is wrong';
            return null;
        }
        $refusal = self::fault($claims, $settings, $userKey, $nonce, $now);
        return $refusal === null ? new self($claims) : null;
    }

    /** @param array<string, mixed> $claims */
    private static function fault(array $claims, Settings $settings, string $userKey, string $nonce, int $now): ?string
    {
        $same = static function (string $name, string $expected) use ($claims): bool {
            return $expected !== '' && is_string($claims[$name] ?? null) && hash_equals($expected, $claims[$name]);
        };
        // http.publicUrl may end in a slash or not.
        if (!is_string($claims['iss'] ?? null) || rtrim($claims['iss'], '/') !== $settings->publicUrl()) {
            return 'it is of another issuer: public_url has to be http.publicUrl of ringlock.yaml';
        }
        if (!$same('aud', $settings->portal())) {
            return 'it is for another portal';
        }
        if (!$same('sub', $userKey)) {
            return 'it is of another user';
        }
        if (!$same('nonce', $nonce)) {
            return 'it is of another login';
        }
        $issued = $claims['iat'] ?? null;
        $ends = $claims['exp'] ?? null;
        if (!is_int($issued) || !is_int($ends) || $ends <= $issued || $ends - $issued > self::LONGEST_LIFE) {
            return 'its times are missing or too far apart';
        }
        if ($issued > $now + self::LEEWAY || $ends <= $now - self::LEEWAY) {
            return "it was made at $issued and ended at $ends; this host's clock says $now";
        }
        return null;
    }

    /** @return array<string, mixed>|null */
    private static function object(string $part): ?array
    {
        $text = Base64Url::decode($part);
        $value = $text === null ? null : json_decode($text, true, 8);
        return is_array($value) && strncmp((string) $text, '{', 1) === 0 ? $value : null;
    }
}
