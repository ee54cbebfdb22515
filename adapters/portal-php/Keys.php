<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/**
 * The public keys that assertions are checked with (RFC 8037), from Ringlock's JWKS. They are kept for an hour; a key id that is
 * not among them is looked for at once, because Ringlock may have begun to use a new key, but not more often than every ten
 * seconds, because a stranger can write any key id into a forged assertion.
 */
final class Keys
{
    private const KEPT = 3600;
    private const PAUSE = 10;

    /** @var Client */
    private $client;
    /** @var Cache */
    private $cache;

    public function __construct(Client $client, Cache $cache)
    {
        $this->client = $client;
        $this->cache = $cache;
    }

    /** 32 bytes; null: there is no such key, or Ringlock does not answer. */
    public function find(string $id): ?string
    {
        $kept = $this->cache->get('jwks');
        $age = is_int($kept['fetched'] ?? null) ? time() - $kept['fetched'] : -1;
        $isKept = $age >= 0 && $age < self::KEPT;
        $key = $isKept ? self::keyIn($kept['keys'] ?? null, $id) : null;
        if ($key !== null || ($isKept && $age < self::PAUSE)) {
            return $key;
        }
        $answer = $this->client->jwks();
        if (!$answer->isOk()) {
            return null;
        }
        $this->cache->put('jwks', ['fetched' => time(), 'keys' => $answer->body['keys'] ?? []]);
        return self::keyIn($answer->body['keys'] ?? null, $id);
    }

    /** @param mixed $keys */
    private static function keyIn($keys, string $id): ?string
    {
        foreach (is_array($keys) ? $keys : [] as $key) {
            if (!is_array($key) || ($key['kid'] ?? null) !== $id) {
                continue;
            }
            $isForThis = ($key['kty'] ?? null) === 'OKP' && ($key['crv'] ?? null) === 'Ed25519'
                && ($key['alg'] ?? 'EdDSA') === 'EdDSA' && ($key['use'] ?? 'sig') === 'sig' && !isset($key['d']);
            $bytes = $isForThis && is_string($key['x'] ?? null) ? Base64Url::decode($key['x']) : null;
            if ($bytes !== null && strlen($bytes) === SODIUM_CRYPTO_SIGN_PUBLICKEYBYTES) {
                return $bytes;
            }
        }
        return null;
    }
}
