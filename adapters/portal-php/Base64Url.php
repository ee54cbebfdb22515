<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/** RFC 4648 section 5, without padding; one text for each value, as RFC 7515 wants it. */
final class Base64Url
{
    public static function encode(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }

    public static function decode(string $text): ?string
    {
        if (preg_match('/^[A-Za-z0-9_-]*$/D', $text) !== 1) {
            return null;
        }
        $bytes = base64_decode(strtr($text, '-_', '+/'), true);
        return $bytes === false || self::encode($bytes) !== $text ? null : $bytes;
    }

    /** As many random bytes as guess nothing. */
    public static function random(): string
    {
        return self::encode(random_bytes(32));
    }
}
