<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

use Ringlock\Portal\Settings;

/** Ringlock's elements in pages of FusionPBX: where browsers find them, and what they are told. */
final class Elements
{
    /** @var string Where browsers reach Ringlock: a path of FusionPBX's own origin, or an address. */
    private $api;

    public function __construct(Settings $settings)
    {
        // Each domain has an origin of its own; a path serves them all.
        $path = (string) parse_url($settings->publicUrl(), PHP_URL_PATH);
        $this->api = $settings->text('browser_url', $path === '' ? $settings->publicUrl() : $path);
    }

    /** For a Content-Security-Policy; '': FusionPBX's own. */
    public function origin(): string
    {
        return preg_match('#^https?://[^/\s;,]+#', $this->api, $found) === 1 ? $found[0] : '';
    }

    /** What login.js makes an element of; without scripts it is nothing. */
    public function forLogin(HeldLogin $held): string
    {
        $told = ['api' => $this->api, 'token' => $held->formToken, 'asked' => $held->asked];
        return '<script type="application/json" id="ringlock-held">' . self::json($told) . '</script>' . $this->script('login.js');
    }

    /** An element for a user who is logged in. */
    public function forUser(string $tag, string $language): string
    {
        $tokenUrl = Texts::escape(Host::path('/app/ringlock/token.php'));
        return "<div class=\"ringlock\" lang=\"$language\"><$tag api=\"" . Texts::escape($this->api) . "\" token-url=\"$tokenUrl\"></$tag></div>"
            . '<script type="module" src="' . Texts::escape("$this->api/widgets/ringlock.js") . '"></script>';
    }

    private function script(string $name): string
    {
        return '<script type="module" src="' . Texts::escape(Host::path("/app/ringlock/resources/$name")) . '"></script>';
    }

    /** @param array<string, mixed> $value */
    private static function json(array $value): string
    {
        return (string) json_encode($value, JSON_HEX_TAG | JSON_HEX_AMP | JSON_THROW_ON_ERROR);
    }
}
