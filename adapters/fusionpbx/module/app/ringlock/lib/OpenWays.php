<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

use Ringlock\Portal\Settings;

/** Ways into FusionPBX that ask for no code as this host is set up. */
final class OpenWays
{
    /** How many domains are named. */
    private const NAMED = 10;

    /** @return array<int, array{text: string, do: string}> */
    public static function all(Settings $settings): array
    {
        $ways = [];
        $open = Setup::openDomains();
        if ($open !== []) {
            $ways[] = self::way('Domains whose own authentication/methods leave ringlock out: ' . self::named($open) . '.', 'Add ringlock there, last.');
        }
        $remembering = Setup::rememberingDomains();
        if ($remembering !== []) {
            $ways[] = self::way('Remember-me lets in for seven days by its cookie alone in ' . self::named($remembering) . '.', 'Set login/remember_me to false.');
        }
        $keys = Setup::usersWithApiKey();
        if ($settings->text('api_key', 'refuse') === 'allow' && $keys > 0) {
            $ways[] = self::way("API keys let in without password and code; users who have one: $keys.", 'Set api_key = refuse in the settings.');
        }
        return $ways;
    }

    /** @param string[] $names */
    private static function named(array $names): string
    {
        $more = count($names) - self::NAMED;
        return implode(', ', array_slice($names, 0, self::NAMED)) . ($more > 0 ? " and $more more" : '');
    }

    /** @return array{text: string, do: string} */
    private static function way(string $text, string $do): array
    {
        return ['text' => $text, 'do' => $do];
    }
}
